import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import { listHosts } from '../../../libs/hosts/directory.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { sameSizes } from '../../../libs/aws/sizes.ts';
import type { RegionClients } from './clients.ts';
import { CliError, UsageError } from './errors.ts';
import { suggestion } from './nearest.ts';
import type { SharedInput } from './options.ts';
import { inEachRegion, readRegions, type RegionFailure } from './stage.ts';

/** The hosts of a stage in one region, in the order of their names. */
export const readHosts = async (
  clients: Pick<RegionClients, 'autoScaling'>,
  stage: string,
  region: string,
): Promise<readonly Host[]> => {
  const { hosts } = await listHosts(() => createAutoScaling(clients.autoScaling), stage, [region]);
  return hosts.toSorted((a, b) => a.host.localeCompare(b.host));
};

/** The hosts of a stage, and the regions that could not be read. */
export interface StageHosts {
  readonly hosts: readonly Host[];
  readonly errors: readonly RegionFailure[];
}

/** The hosts of a stage in several regions. */
export const readStageHosts = async (
  clients: (region: string) => RegionClients,
  stage: string,
  regions: readonly string[],
): Promise<StageHosts> => {
  const { values, errors } = await inEachRegion(regions, (region) => readHosts(clients(region), stage, region));
  return { hosts: values.flat(), errors };
};

/** The hosts with these names. Throws a CliError that says which hosts exist when one does not. */
export const findHosts = ({ hosts, errors }: StageHosts, names: readonly string[], stage: string): readonly Host[] => {
  const existing = [...new Set(hosts.map(({ host }) => host))];
  const unknown = names.filter((name) => !existing.includes(name));
  const [first] = unknown;
  if (first === undefined) return hosts.filter(({ host }) => names.includes(host));
  const which = existing.length === 0 ? 'It has no host that could be read.' : `Its hosts are ${existing.join(', ')}.`;
  const unread = errors.map(({ region, message }) => ` ${region} could not be read: ${message}`).join('');
  throw new CliError(
    `The stage ${stage} has no host named ${unknown.join(', ')}.${suggestion(first, existing)} ${which}${unread}`,
  );
};

/** The one host of a name that was typed. Throws where there is none, or where there are several. */
export const findHost = async (
  clients: (region: string) => RegionClients,
  input: SharedInput & { readonly host: string },
): Promise<Host> => {
  const { host: name, stage } = input;
  const regions = await readRegions(clients, input);
  const found = findHosts(await readStageHosts(clients, stage, regions), [name], stage);
  const [host, another] = found;
  if (!host) throw new CliError(`The stage ${stage} has no host named ${name}.`);
  if (another) {
    const where = found.map(({ region, group }) => `${group} in ${region}`).join(', ');
    throw new UsageError(`Several groups are named ${name}: ${where}. Choose one with --region.`);
  }
  return host;
};

/** What a host is doing, in a word. */
export type HostState = 'running' | 'starting' | 'idle' | 'stopping' | 'stopped' | 'resuming' | 'invalid';

const isInService = (instances: Host['instances']): boolean =>
  instances.some(({ lifecycleState }) => lifecycleState === 'InService');

const runningState = ({ sizes, instances }: Host): HostState => {
  if (isInService(instances)) return 'running';
  return sizes.desired === 0 && instances.length === 0 ? 'idle' : 'starting';
};

/** The state of a host, by its state tag, its sizes and its instances. A resumed host has its tag for 15 minutes more. */
export const hostState = (host: Host): HostState => {
  const { state, sizes, instances } = host;
  if (state.intent === 'unreadable') return 'invalid';
  if (state.intent === 'suspended') return instances.length === 0 ? 'stopped' : 'stopping';
  if (state.intent === 'running') return runningState(host);
  const current = sameSizes(sizes, state.sizes) ? runningState(host) : 'resuming';
  return current === 'starting' ? 'resuming' : current;
};
