import { packagedTemplate } from '../world/package.ts';
import type { Load } from '../world/functions.ts';
import type { GroupInput, GroupSizes } from '../world/groups.ts';
import type { Template } from '../world/template.ts';
import { createWorld, type World } from '../world/world.ts';
import { parseSizes } from '../../libs/state.ts';
import { pasteInto } from './paste.ts';

/** A host as a story needs it: what it does not say is as a healthy host has it. */
export interface GivenHost {
  /** `min/desired/max`. */
  readonly sizes?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly region?: string;
  /** False for a group that nobody enrolled. */
  readonly enrolled?: boolean;
  /** Its instance is protected from scale-in. */
  readonly protected?: boolean;
  readonly suspendedProcesses?: readonly string[];
  /** Its one instance is in `Standby`. */
  readonly standby?: boolean;
  /** What a scale-in terminates is retained. */
  readonly retained?: boolean;
  readonly warmPool?: boolean;
  readonly terminationHookSeconds?: number;
}

const sizesOf = (text: string): GroupSizes => {
  const sizes = parseSizes(text);
  if (!sizes) throw new Error(`${text} are no sizes`);
  return sizes;
};

const groupOf = (name: string, host: GivenHost): GroupInput => ({
  name: `${name}-group`,
  sizes: sizesOf(host.standby === true ? '0/0/1' : (host.sizes ?? '0/1/1')),
  tags: host.enrolled === false ? {} : { 'hostkeeper:host': name, 'hostkeeper:keeper': 'prod', ...host.tags },
  protectNewInstances: host.protected ?? false,
  retain: host.retained ?? false,
  warmPool: host.warmPool ?? false,
  terminationHookSeconds: host.terminationHookSeconds ?? 0,
  ...(host.suspendedProcesses && { suspendedProcesses: host.suspendedProcesses }),
  ...(host.standby === true && { lifecycleStates: ['Standby'] }),
});

/** A world with these hosts, all settled, as the packaged template wires it. */
export const given = async (
  hosts: Readonly<Record<string, GivenHost>>,
  more: { readonly hostRegions?: string; readonly template?: Template; readonly load?: Load } = {},
) => {
  const world: World = createWorld({
    template: more.template ?? packagedTemplate(),
    ...(more.load && { load: more.load }),
    ...(more.hostRegions !== undefined && {
      environment: { 'budget-kill-switch': { HOST_REGIONS: more.hostRegions } },
    }),
  });
  for (const [name, host] of Object.entries(hosts)) world.autoScaling(host.region).groups.add(groupOf(name, host));

  const find = (name: string) => {
    const group = world.autoScaling(hosts[name]?.region).groups.get(`${name}-group`);
    if (!group) throw new Error(`there is no group of ${name}`);
    return group;
  };
  return {
    world,
    /** The group of a host, as it is now. */
    group: (name: string) => {
      const { sizes, instances, suspendedProcesses, tags } = find(name);
      return {
        sizes: `${sizes.min}/${sizes.desired}/${sizes.max}`,
        instances: [...instances],
        suspendedProcesses: [...suspendedProcesses],
        tags: Object.fromEntries(tags),
      };
    },
    /** What a person, or ECS managed scaling, does to its sizes. */
    resize: (name: string, sizes: Partial<GroupSizes>) =>
      world.autoScaling(hosts[name]?.region).groups.resize(find(name), sizes),
    deleteGroup: (name: string) => world.autoScaling(hosts[name]?.region).groups.remove(find(name)),
    /** Pastes the command of the newest message that matches into a shell. */
    paste: (command: RegExp) => pasteInto(world, command),
  };
};

/** The state tag of a group. */
export const stateOf = ({ tags }: { readonly tags: Readonly<Record<string, string>> }): string | undefined =>
  tags['hostkeeper:state'];
