import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';

/** What an event of AWS says, besides what every event says. */
export interface EventContent {
  readonly 'detail-type': string;
  readonly source: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

/** Puts events of a region on the bus. https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export const createEmitter =
  ({
    clock,
    region,
    emit,
  }: {
    readonly clock: Clock;
    readonly region: string;
    readonly emit: (event: object) => void;
  }) =>
  (event: EventContent): void =>
    emit({
      version: '0',
      id: drawUuid(clock),
      account: ACCOUNT,
      time: `${clock.now().toISOString().slice(0, 19)}Z`,
      region,
      ...event,
    });

export type EmitEvent = ReturnType<typeof createEmitter>;
