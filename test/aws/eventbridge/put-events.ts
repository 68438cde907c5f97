import type * as sdk from '@aws-sdk/client-eventbridge';

import type { Clock } from '../clock.ts';
import { drawUuid } from '../ids.ts';
import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { isRecord } from './pattern.ts';
import { LIMITS } from './quotas.ts';

/** The detail of an event; `undefined` where it is not a JSON object. */
const parseDetail = (text: string): object | undefined => {
  try {
    const detail: unknown = JSON.parse(text);
    return isRecord(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
};

const checkEntries = (entries: readonly sdk.PutEventsRequestEntry[]): void => {
  const { min, max } = LIMITS.entries;
  if (entries.length < min || entries.length > max) {
    const limit = entries.length < min ? `greater than or equal to ${min}` : `less than or equal to ${max}`;
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length ${limit}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(entries)) > LIMITS.entriesBytes.max)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  for (const { EventBusName = 'default' } of entries)
    if (!/(^|\/)default$/.test(EventBusName)) throw notSimulated(`the event bus ${EventBusName}`, ['default']);
};

/** Why an entry fails by itself; `undefined` where it does not. */
const failureOf = (
  { Source = '', DetailType = '', Detail = '' }: sdk.PutEventsRequestEntry,
  caller: string,
): sdk.PutEventsResultEntry | undefined => {
  const required = Object.entries({ Source, DetailType, Detail }).find(([, text]) => text === '');
  if (required) {
    const [name] = required;
    const ErrorMessage = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage };
  }
  if (Source.startsWith('aws.') && caller !== 'owner') {
    const ErrorMessage = `Not authorized for the source ${Source}`;
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage };
  }
  return parseDetail(Detail) ? undefined : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
};

/** The operation that puts events on the default bus of the home region. */
export const putEvents = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly emit: (event: object) => void;
}) => {
  const { clock, region, emit } = deps;

  /** Sources that begin with `aws.` are reserved to AWS. `owner` may use them, to simulate AWS's services. */
  const PutEvents: Operation<sdk.PutEventsRequest, sdk.PutEventsResponse> = {
    authorization: ({ Entries = [] }, call) =>
      Entries.map(({ Source = '', DetailType = '' }) => ({
        resource: `arn:aws:events:${call.region}:${ACCOUNT}:event-bus/default`,
        context: { 'events:source': Source, 'events:detail-type': DetailType },
      })),
    handle: ({ Entries = [] }, { caller }) => {
      checkEntries(Entries);
      const results = Entries.map((entry): sdk.PutEventsResultEntry => {
        const failure = failureOf(entry, caller);
        if (failure) return failure;
        const { Source = '', DetailType = '', Detail = '', Resources = [], Time } = entry;
        const EventId = drawUuid(clock);
        const time = `${(Time ?? clock.now()).toISOString().slice(0, 19)}Z`;
        const envelope = { version: '0', id: EventId, 'detail-type': DetailType, source: Source, account: ACCOUNT };
        emit({ ...envelope, time, region, resources: Resources, detail: parseDetail(Detail) });
        return { EventId };
      });
      return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
    },
  };

  return { PutEvents };
};
