import { setTimeout as sleep } from 'node:timers/promises';

import type { Host } from '../../../libs/hosts/host.ts';
import { type HostState, hostState, type StageHosts } from '../cli/hosts.ts';

/** The pause between two looks. */
const POLL_MILLISECONDS = 1000;

/** A host and its instances in a line. */
const describeHost = (host: Host): string => {
  const instances = host.instances.map(({ instanceId, lifecycleState }) => `${instanceId} is ${lifecycleState}`);
  return [`${host.host}: ${hostState(host)}`, ...instances].join(', ');
};

/** What is followed, and until when. */
export interface Following {
  readonly read: () => Promise<StageHosts>;
  /** The hosts that are followed. */
  readonly includes: (host: Host) => boolean;
  readonly note: (line: string) => void;
}

/** Reads hosts until `isDone`; notes each change once. A region that cannot be read is read again. */
export const follow = async (
  { read, includes, note }: Following,
  isDone: (states: ReadonlyMap<string, HostState>) => boolean,
): Promise<void> => {
  const noted = new Map<string, string>();
  const noteOnce = (key: string, line: string): void => {
    if (noted.get(key) !== line) note(line);
    noted.set(key, line);
  };
  for (;;) {
    const { hosts, errors } = await read();
    const followed = hosts.filter(includes);
    for (const host of followed) noteOnce(`${host.region} ${host.host}`, describeHost(host));
    for (const { region, message } of errors) noteOnce(region, `${region}: ${message}`);
    const states = new Map(followed.map((host) => [`${host.region} ${host.host}`, hostState(host)]));
    if (isDone(states)) return;
    await sleep(POLL_MILLISECONDS);
  }
};
