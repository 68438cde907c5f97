import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { unmountComment, unmountScript } from '../../../libs/lifecycle/unmount-script.ts';

const VOLUME = 'vol-0123456789abcdef0';

/**
 * The text that `npm run test:real` has proven on real disks. Only a kernel can judge it, so whoever changes it proves it
 * there, and then writes its digest here.
 */
const PROVEN = 'ad1f849490c410c0';

const digest = (device: string): string =>
  createHash('sha256').update(unmountScript(VOLUME, device).join('\n')).digest('hex').slice(0, 16);

describe('the script that unmounts a volume', () => {
  it('is the one that was proven on real disks', () => {
    expect(digest('/dev/sdf')).toBe(PROVEN);
  });

  it('looks for the volume by its serial number, and for the device by both of its names', () => {
    const text = unmountScript(VOLUME, '/dev/sdf').join('\n');
    expect(text).toContain('[ "$serial" = vol0123456789abcdef0 ]');
    expect(text).toContain('for node in "$(readlink -f /dev/sdf)" /dev/xvdf; do');
    expect(unmountScript(VOLUME, '/dev/xvdb').join('\n')).toContain('"$(readlink -f /dev/xvdb)" /dev/xvdb; do');
  });

  it('is found again by its comment', () => {
    expect(unmountComment(VOLUME)).toBe('hostkeeper: unmount vol-0123456789abcdef0');
  });
});
