import { describe, expect, it } from 'vitest';

import { withSettings } from '../../../infra/commands/deploy/take-over.ts';

const STAGES = `# Yours.
default: {}
prod:
  criticalUsd: 40 # enough
  host:
    name: blog
    zones: [us-east-1a, us-east-1b]
`;

describe('what is taken over', () => {
  it('is written into the host of the stage, and nothing else changes', () => {
    const found = [
      { setting: 'volumeId', id: 'vol-0123456789abcdef0' },
      { setting: 'hostedZoneId', id: 'Z0123456789ABC' },
    ] as const;
    expect(withSettings(STAGES, 'prod', found)).toBe(
      `${STAGES}    volumeId: vol-0123456789abcdef0\n    hostedZoneId: Z0123456789ABC\n`,
    );
  });
});
