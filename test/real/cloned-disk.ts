import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import { snapshot } from '../../infra/documents/snapshot.ts';
import { snapshotParameters } from '../../libs/snapshots/quiesce-command.ts';
import { type Agent, NEW_AGENT, scriptOf, textOf } from './host-script.ts';
import { attachImage, must, shell, VOLUME, whyNoDisks } from './loop-disk.ts';

/** Why no disk can be cloned here; `false` where one can. */
export const whyNoClones = (): string | false => {
  const missing = ['mkfs.xfs', 'fsfreeze', 'setsid'].filter((tool) => shell(`command -v ${tool}`).exitCode !== 0);
  return whyNoDisks() || (missing.length > 0 && `${missing.join(', ')} not installed`);
};

export const URL_OF_REQUEST = 'https://ec2.us-east-1.amazonaws.com/?Action=CreateSnapshot&X-Amz-Signature=0123';

/** What EC2 answers, in short. */
export const REPLY = '<CreateSnapshotResponse><snapshotId>snap-0123456789abcdef0</snapshotId></CreateSnapshotResponse>';

/** What the script is asked for. */
export interface Request {
  readonly quiesce?: 'freeze' | 'lock';
  readonly secondsLeft?: number;
  readonly url?: string;
  readonly device?: string;
  readonly agent?: Agent;
}

/**
 * A data volume on a disk that can be cloned in no time, as EBS takes a snapshot: its image is a file of an XFS that shares
 * blocks. `snapshot` clones it by the script of the product, whose `curl` is a stand-in for the request to EC2.
 */
export const givenClonedDisk = (type: 'ext4' | 'xfs', megabytes = 512, folderName = 'data') => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-cloned-'));
  const at = (name: string): string => join(folder, name);
  /** The lines of a file that may be there. */
  const read = (file: string): readonly string[] =>
    existsSync(at(file)) ? readFileSync(at(file), 'utf8').split('\n').slice(0, -1) : [];
  for (const each of ['outer', 'bin']) mkdirSync(at(each));
  const outer = attachImage(at('outer.img'), 512 + 4 * megabytes);
  must(`mkfs.xfs -q -m reflink=1 ${outer.node} && mount ${outer.node} ${at('outer')}`);
  const image = at('outer/disk.img');
  const { node, number } = attachImage(image, megabytes);
  const mountPoint = at(folderName);
  /** Puts the node back, as the next attachment does. */
  const restoreNode = (): void => {
    if (!existsSync(node)) must(`mknod -m 660 ${node} b ${number.replace(':', ' ')}`);
  };
  const nodes = [node];
  const points = [mountPoint];
  must(`mkfs.${type} -q ${node} && mkdir '${mountPoint}' && mount ${node} '${mountPoint}'`);
  onTestFinished(() => {
    restoreNode();
    shell(`fsfreeze --unfreeze '${mountPoint}'`);
    for (const point of points) shell(`umount -A -l '${point}'`);
    for (const each of nodes) must(`losetup -d ${each}`);
    must(`umount -l ${at('outer')} && losetup -d ${outer.node} && rm -r ${folder}`);
  });

  /** A command that the script finds before that of this machine. */
  const tool = (command: string, text: string): void =>
    writeFileSync(at(`bin/${command}`), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  const copy = at('outer/copy.img');
  const clone = `date +%s%3N >${at('cloned')} && cp --reflink=always ${image} ${copy}`;
  /** The stand-in for `curl`, which does this when it makes the request. */
  const onRequest = (command: string): void =>
    tool('curl', `case "$*" in *--config*) cat >>${at('asked')}; ${command} ;; esac`);
  onRequest(`${clone} && echo '${REPLY}'`);
  tool('docker', 'exit 1');
  tool(
    'fsfreeze',
    `began=$(date +%s%N); /usr/sbin/fsfreeze "$@"; ended=$?
    echo "$1 $((($(date +%s%N) - began) / 1000000))" >>${at('freezes')}; exit $ended`,
  );
  /** The command that runs the script on the host. */
  const script = ({
    quiesce = 'freeze',
    secondsLeft = 20,
    url = URL_OF_REQUEST,
    device = node,
    agent = NEW_AGENT,
  }: Request = {}) => {
    const until = new Date(Date.now() + 1000 * secondsLeft);
    const parameters = snapshotParameters({ volumeId: VOLUME, device, quiesce, until, url });
    writeFileSync(at('script.sh'), textOf(scriptOf(snapshot, parameters, agent)));
    rmSync('/run/hostkeeper-snapshot', { force: true });
    return `PATH=${folder}/bin:$PATH exec sh ${at('script.sh')}`;
  };
  let copies = 0;
  return {
    node,
    mountPoint,
    restoreNode,
    tool,
    onRequest,
    script,
    /** The requests that the script made, as `curl` read them. */
    requests: (): readonly string[] => read('asked'),
    /** The milliseconds of each freeze. */
    freezes: () =>
      read('freezes').flatMap((line) => (line.startsWith('--freeze ') ? [Number(line.split(' ')[1])] : [])),
    /** Freezes and thaws it some times, with a pause in which it is written. */
    freezeAgain: async (times: number): Promise<void> => {
      for (let count = 0; count < times; count += 1) {
        must(`cd ${folder}/bin && ./fsfreeze --freeze '${mountPoint}' && ./fsfreeze --unfreeze '${mountPoint}'`);
        await setTimeout(100);
      }
    },
    /** Clones the disk as it is, while it is written. */
    clone: () => shell(clone),
    /** When it was cloned, in milliseconds. */
    clonedAt: (): number => Number(read('cloned')[0]),
    /** Mounts what was cloned last, and returns where. */
    mountCopy: (): string => {
      copies += 1;
      const point = at(`copy-${copies}`);
      must(`mv ${copy} ${copy}.${copies} && mkdir ${point}`);
      const attached = attachImage(`${copy}.${copies}`, megabytes);
      nodes.unshift(attached.node);
      points.unshift(point);
      // Two XFS of one UUID are mounted beside each other only so.
      must(`mount ${type === 'xfs' ? '-o nouuid' : ''} ${attached.node} ${point}`);
      return point;
    },
  };
};
