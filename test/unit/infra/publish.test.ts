import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { platformOf, tagOf } from '../../../infra/commands/publish/image.ts';
import { hostSchema } from '../../../infra/host/settings.ts';
import { MINIMAL } from '../../support/stage-host-fixture.ts';

const hostOf = (settings: object) => ({ stage: 'prod', settings: z.parse(hostSchema, { ...MINIMAL, ...settings }) });

describe('the tag of an image', () => {
  it('is the minute in UTC, begins as the tags do that the repository keeps, and sorts by time', () => {
    const times = [
      '2026-11-26T09:05:59.999Z',
      '2026-11-26T10:00:00+01:00',
      '2026-11-26T23:59:00Z',
      '2027-01-01T00:00:00Z',
    ];
    expect(times.map((time) => tagOf(new Date(time)))).toEqual([
      'v2026-11-26-0905',
      'v2026-11-26-0900',
      'v2026-11-26-2359',
      'v2027-01-01-0000',
    ]);
  });
});

describe('the platform of an image', () => {
  it.each([
    ['t3.micro', 'linux/amd64'],
    ['t4g.micro', 'linux/arm64'],
    ['m7gd.large', 'linux/arm64'],
  ])('for %s is %s', (instanceType, platform) => {
    expect(platformOf(hostOf({ instanceType }))).toBe(platform);
  });
});
