import { parseSizes, type Sizes } from '../../../libs/aws/sizes.ts';
import type { CapacityRequest, CapacityTarget } from '../../../libs/capacity/model.ts';
import { planSuspendRun } from '../../../libs/capacity/plan.ts';
import type { GroupInstance, Host } from '../../../libs/hosts/host.ts';

/** The time at which every plan is made. */
export const now = new Date('2026-11-14T12:00:00Z');
export const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

/** Sizes from `min/desired/max`. Throws when the text is something else. */
export const sizesOf = (text: string): Sizes => {
  const sizes = parseSizes(text);
  if (!sizes) throw new Error(`"${text}" is not min/desired/max`);
  return sizes;
};

export const instance = (lifecycleState: string, more: Partial<GroupInstance> = {}): GroupInstance => ({
  instanceId: 'i-1',
  lifecycleState,
  protectedFromScaleIn: false,
  zone: 'eu-central-1a',
  ...more,
});

/** A running host with one instance in service. */
export const blog = (more: Partial<Host> = {}): Host => ({
  host: 'blog',
  region: 'eu-central-1',
  group: 'blog-group',
  duplicateGroups: [],
  sizes: sizesOf('0/1/1'),
  instances: [instance('InService')],
  suspendedProcesses: [],
  warmPool: false,
  zones: ['eu-central-1a'],
  subnets: [],
  capacityRebalance: false,
  tags: {},
  state: { intent: 'running' },
  onCriticalBudget: 'suspend',
  history: { fingerprints: [], at: minutesAgo(60) },
  ...more,
});

/** A host that is at 0/0/0 without an instance, since some minutes. */
export const suspendedSince = (minutes: number, more: Partial<Host> = {}): Host =>
  blog({
    sizes: sizesOf('0/0/0'),
    instances: [],
    state: { intent: 'suspended', sizes: sizesOf('0/1/1'), since: minutesAgo(minutes), cause: 'budget' },
    ...more,
  });

/** The host as a run is asked to treat it. */
export const target = (request?: CapacityRequest): CapacityTarget => ({
  host: 'blog',
  region: 'eu-central-1',
  group: 'blog-group',
  ...(request && { request }),
});

/** What a pass plans for a host, with a request or without. */
export const planFor = (host: Host, request?: CapacityRequest, time = now) =>
  planSuspendRun(target(request), host, time);

/** The actions of a plan; none where it does not act. */
export const actionsOf = (plan: ReturnType<typeof planFor>) => (plan.status === 'act' ? plan.actions : []);

/** A plan in one line: the actions by their names, or the status with its reason. */
export const describePlan = (plan: ReturnType<typeof planFor>): string =>
  plan.status === 'act'
    ? plan.actions.map(({ action }) => action.replace('autoscaling:', '')).join(' ')
    : `${plan.status}: ${plan.reason}`;
