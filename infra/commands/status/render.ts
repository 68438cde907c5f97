import type * as z from 'zod/mini';

import { renderErrors } from '../cli/render-errors.ts';
import type { Style } from '../cli/style.ts';
import { type Cell, renderTable } from '../cli/table.ts';
import type { statusOutput } from '../schemas.ts';
import { MAX_AGE_HOURS } from '../../../libs/snapshots/steps/fresh.ts';
import type { HostStatus } from './read.ts';

const STYLES: Readonly<Record<HostStatus['state'], Style>> = {
  running: 'good',
  starting: 'busy',
  idle: 'quiet',
  stopping: 'busy',
  stopped: 'bad',
  resuming: 'busy',
  invalid: 'bad',
};

/** The name alone where it leads to the host, and where it leads otherwise. */
const nameText = ({ name, addresses }: HostStatus['names'][number], instances: HostStatus['instances']): string => {
  if (addresses.length === 0) return `${name} (no record)`;
  return addresses.every((address) => instances.some((one) => one.address === address) || address.includes(':'))
    ? name
    : `${name} (${addresses.join(', ')})`;
};

const volumeText = (
  { volumeId, state, instanceId, role }: HostStatus['volumes'][number],
  instances: HostStatus['instances'],
): string => {
  if (role !== undefined)
    return `${volumeId} (${role}${instanceId === undefined ? '' : `, ${state} at ${instanceId}`})`;
  if (state === 'attached' && instances.some((one) => one.instanceId === instanceId)) return volumeId;
  return `${volumeId} (${state}${instanceId === undefined ? '' : ` at ${instanceId}`})`;
};

const instanceText = ({ instanceId, lifecycleState, outdated }: HostStatus['instances'][number]): string => {
  const notes = [
    ...(lifecycleState === 'InService' ? [] : [lifecycleState]),
    ...(outdated === undefined ? [] : [`older ${outdated}`]),
  ];
  return notes.length === 0 ? instanceId : `${instanceId} (${notes.join(', ')})`;
};

/** The age of the newest snapshot to restore from. A host with a volume and none says so. */
const snapshotText = ({ snapshot, volumes }: HostStatus): Cell => {
  if (!snapshot) return volumes.length === 0 ? '' : { text: 'none', style: 'bad' };
  const { ageHours } = snapshot;
  return { text: `${Math.floor(ageHours)} h old`, style: ageHours > MAX_AGE_HOURS ? 'bad' : 'good' };
};

const row = (host: HostStatus, manyRegions: boolean): readonly Cell[] => [
  host.host,
  manyRegions ? host.region : '',
  { text: host.state, style: STYLES[host.state] },
  host.instances.map(instanceText).join(', '),
  host.volumes.map((volume) => volumeText(volume, host.instances)).join(', '),
  snapshotText(host),
  host.names.map((name) => nameText(name, host.instances)).join(', '),
  host.since === undefined ? '' : `${host.since.slice(0, 16).replace('T', ' ')}Z`,
  host.waitsFor.join('; '),
];

/** The table of all hosts, and below it what could not be read. */
export const renderStatus = ({ stage, hosts, errors }: z.output<typeof statusOutput>): string => {
  const manyRegions = new Set([...hosts, ...errors].map(({ region }) => region)).size > 1;
  const titles = ['host', 'region', 'state', 'instance', 'volume', 'snapshot', 'names', 'since', 'waits for'];
  const table =
    hosts.length === 0
      ? `The stage ${stage} has no hosts${errors.length === 0 ? '' : ' that could be read'}.`
      : renderTable(
          titles,
          hosts.map((host) => row(host, manyRegions)),
        );
  return [table, ...renderErrors(errors)].join('\n');
};
