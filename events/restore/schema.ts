import * as z from 'zod/mini';

import { dryRun, reason } from '../manual.ts';

const id = (prefix: string) =>
  z.optional(
    z.string().check(z.regex(new RegExp(`^${prefix}-[0-9a-f]+$`), `must be an id like ${prefix}-0123456789abcdef0`)),
  );

/** A minute or a second of UTC, as people write it: `2026-11-20T03:00Z`. */
const instant = z.pipe(
  z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/, 'must be a time like 2026-11-20T03:00Z')),
  z.transform((text, { issues }) => {
    const time = new Date(text);
    if (Number.isNaN(time.getTime()))
      issues.push({ code: 'custom', message: 'must be a time like 2026-11-20T03:00Z', input: text });
    return time;
  }),
);

const fields = z.strictObject({
  reason,
  /** The name of the host in its tag. */
  host: z.string().check(z.minLength(1)),
  /** What it is restored from: exactly one of these four. */
  snapshotId: id('snap'),
  volumeId: id('vol'),
  at: z.optional(instant),
  latest: z.optional(z.literal(true)),
  /** Another zone than that of its data. */
  zone: z.optional(z.string().check(z.regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z0-9-]*$/, 'must be a zone like us-east-1b'))),
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
  initializationRate: z.optional(z.int().check(z.gte(100), z.lte(300))),
  dryRun,
});

/** A manual invocation that restores the data of one host. */
export const schema = z.pipe(
  fields,
  z.transform((event, { issues }) => {
    const { host, reason: why, snapshotId, volumeId, at, latest, zone, initializationRate: rate } = event;
    const sources = [
      ...(snapshotId === undefined ? [] : [{ snapshotId }]),
      ...(volumeId === undefined ? [] : [{ volumeId }]),
      ...(at === undefined ? [] : [{ at }]),
      ...(latest === undefined ? [] : (['latest'] as const)),
    ];
    const [from, another] = sources;
    if (from === undefined || another !== undefined)
      issues.push({
        code: 'custom',
        message: 'exactly one of snapshotId, volumeId, at and latest is needed',
        input: event,
      });
    return {
      host,
      reason: why,
      from: from ?? ('latest' as const),
      ...(zone !== undefined && { zone }),
      ...(rate !== undefined && { rate }),
      dryRun: event.dryRun ?? false,
    };
  }),
);
