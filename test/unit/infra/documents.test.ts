import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { contentOf, renderDocument } from '../../../infra/documents/command-document.ts';
import { drill } from '../../../infra/documents/drill.ts';
import { snapshot } from '../../../infra/documents/snapshot.ts';
import { unmount } from '../../../infra/documents/unmount.ts';
import { snapshotParameters } from '../../../libs/snapshots/quiesce-command.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import { unmountComment, unmountParameters } from '../../../libs/lifecycle/unmount-command.ts';

/**
 * The texts that `npm run test:real` has proven on real disks. Only a kernel can judge them, so whoever changes one proves it
 * there, and then writes its digest here.
 */
const PROVEN = [
  [unmount, 'e52ce96f7b0fbc9f'],
  [snapshot, '5c9e6fef66bfd15c'],
  [drill, '7e6ac8d5eb5a2cfa'],
] as const;

const nameOf = (command: typeof unmount): string => renderDocument(command).Properties.Name;

describe.each(PROVEN)('the document $name', (command, digest) => {
  it('has the script that was proven on real disks', () => {
    const text = contentOf(command).mainSteps[0]?.inputs.runCommand.join('\n') ?? '';
    expect(createHash('sha256').update(text).digest('hex').slice(0, 16)).toBe(digest);
  });
});

/** Values that a shell reads as more than a value, where they are pasted between quotation marks. */
const HOSTILE = ['$(id)', '`id`', '"; id; "', 'a\nid', "'", '\\', '{{Device}}', '', ' '];

describe('the document that unmounts a volume', () => {
  it('has the parameters that a function sends, in variables, each with a pattern', () => {
    const { parameters } = contentOf(unmount);
    expect(Object.keys(parameters)).toEqual(Object.keys(unmountParameters('', '')));
    for (const parameter of Object.values(parameters)) {
      expect(parameter).toMatchObject({ type: 'String', interpolationType: 'ENV_VAR' });
      expect(parameter.allowedPattern).toMatch(/^\^.+\$$/);
    }
  });

  it('takes the ids of volumes, the devices that the tag may say, and nothing that a shell could read as more', () => {
    const [VolumeId, Device] = [new RegExp(unmount.patterns.VolumeId), new RegExp(unmount.patterns.Device)];
    for (const id of ['vol-01234567', 'vol-0123456789abcdef0']) expect(id).toMatch(VolumeId);
    for (const device of ['/dev/sdf', '/dev/xvdba', '/dev/nvme1n1', '/dev/disk_1']) {
      expect(TAGS.device.parse(device)).toBe(device);
      expect(device).toMatch(Device);
    }
    for (const text of HOSTILE) {
      for (const value of [text, `vol-0123${text}`, `${text}vol-0123`].filter((each) => each !== 'vol-0123'))
        expect(value).not.toMatch(VolumeId);
      for (const value of [text, `/dev/sdf${text}`, `${text}/dev/sdf`].filter((each) => each !== '/dev/sdf'))
        expect(value).not.toMatch(Device);
    }
  });

  it('is skipped on no platform: a step that is skipped would count as a success', () => {
    expect(contentOf(unmount).mainSteps.map((step) => Object.keys(step))).toEqual([['action', 'name', 'inputs']]);
  });

  it('has another name as soon as anything of it differs', () => {
    expect(nameOf(unmount)).toMatch(/^hostkeeper-\$\{sls:stage\}-unmount-[0-9a-f]{8}$/);
    expect(nameOf({ ...unmount })).toBe(nameOf(unmount));
    const others = [
      { ...unmount, description: 'Unmounts.' },
      { ...unmount, timeoutSeconds: 21 },
      { ...unmount, patterns: { ...unmount.patterns, Device: '^/dev/sd[a-z]$' } },
    ];
    expect(new Set([unmount, ...others].map(nameOf)).size).toBe(4);
  });

  it('is found again by its comment', () => {
    expect(unmountComment('vol-0123456789abcdef0')).toBe('hostkeeper: unmount vol-0123456789abcdef0');
  });
});

describe('the document that takes a snapshot', () => {
  const parameters = snapshotParameters({
    volumeId: 'vol-0123456789abcdef0',
    device: '/dev/sdf',
    quiesce: 'freeze',
    until: new Date('2026-11-20T03:00:20.900Z'),
    url: 'https://ec2.cn-north-1.amazonaws.com.cn/?Action=CreateSnapshot&Description=a%20b&X-Amz-Signature=01~_.-',
  });

  it('takes what the function sends, in variables, each by its pattern', () => {
    const content = contentOf(snapshot).parameters;
    expect(Object.keys(content)).toEqual(Object.keys(parameters));
    for (const [name, value] of Object.entries(parameters)) {
      expect(content[name]).toMatchObject({ type: 'String', interpolationType: 'ENV_VAR' });
      expect(value).toMatch(new RegExp(content[name]?.allowedPattern ?? 'x^'));
    }
    expect(parameters.Until).toBe('1795143620');
  });

  it('takes nothing that a shell could read as more, and no URL but one of EC2', () => {
    const patterns = Object.entries(snapshot.patterns).map(([name, pattern]) => [name, new RegExp(pattern)] as const);
    for (const text of HOSTILE.filter(Boolean))
      for (const [name, pattern] of patterns)
        expect(`${Object.entries(parameters).find(([key]) => key === name)?.[1]}${text}`).not.toMatch(pattern);
    for (const url of [
      'http://ec2.us-east-1.amazonaws.com/?a',
      'https://example.com/?a',
      'https://ec2.x/y?a',
      'https://ec2.x/',
    ])
      expect(url).not.toMatch(new RegExp(snapshot.patterns.Url));
  });
});
