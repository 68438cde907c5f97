import type { DrillTarget, ObservedDrill } from '../model.ts';
import type { DrillSettings } from '../settings.ts';

/** What the steps of a drill decide on. */
export interface DrillContext {
  readonly target: DrillTarget;
  readonly host: ObservedDrill;
  readonly now: Date;
  /** In a run that begins no drill, the prices alone. */
  readonly settings: Pick<DrillSettings, 'rates'> & Partial<DrillSettings>;
  readonly stage: string;
}
