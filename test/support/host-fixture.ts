import { parseTags } from '../../libs/hosts/host-tags.ts';
import type { GroupInstance } from '../../libs/hosts/host.ts';
import type {
  Termination,
  Ec2Instance,
  NameRecord,
  Observed,
  Volume,
  InterruptionNotice,
} from '../../libs/lifecycle/model.ts';
import { planHost } from '../../libs/lifecycle/plan.ts';

export const now = new Date('2026-11-14T12:00:00Z');
export const secondsAgo = (seconds: number) => new Date(now.getTime() - seconds * 1000);
export const minutesAgo = (minutes: number) => secondsAgo(60 * minutes);
export const zone = 'eu-central-1a';

const instance = (instanceId: string, lifecycleState: string): GroupInstance => ({
  instanceId,
  lifecycleState,
  protectedFromScaleIn: false,
  zone,
});

export const ec2Instance = (instanceId: string, more: Partial<Ec2Instance> = {}): Ec2Instance => ({
  instanceId,
  state: 'running',
  launchTime: minutesAgo(90),
  group: 'blog-group',
  ip: '198.51.100.7',
  spot: false,
  ...more,
});

/** The data volume, attached to no instance. */
export const volume = (more: Partial<Volume> = {}): Volume => ({
  volumeId: 'vol-1',
  zone,
  state: 'available',
  attachments: [],
  ...more,
});
export const volumeAt = (instanceId: string, state = 'attached', seconds = 600): Volume =>
  volume({ state: 'in-use', attachments: [{ instanceId, state, attachTime: secondsAgo(seconds) }] });

export const record = (more: Partial<NameRecord> = {}): NameRecord => ({
  name: 'blog.example.com',
  type: 'A',
  ttlSeconds: 60,
  values: ['198.51.100.7'],
  ...more,
});

export interface HostFixture {
  /** Lifecycle states by instance id, in the order in which the group lists them. */
  readonly instances?: Readonly<Record<string, string>>;
  readonly ec2Instances?: Readonly<Record<string, Partial<Ec2Instance>>>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly terminations?: Readonly<Record<string, Termination>>;
  readonly retirements?: Readonly<Record<string, Date>>;
  readonly requested?: Readonly<Record<string, readonly string[]>>;
}

/** A host that needs nothing, with the changes of a test. */
export const hostFixture = (given: HostFixture = {}, more: Partial<Observed> = {}): Observed => {
  const { instances = { 'i-1': 'InService' }, ec2Instances = {} } = given;
  const tags = Object.fromEntries(
    Object.entries({
      host: 'blog',
      stage: 'prod',
      records: 'blog.example.com',
      'hosted-zone': 'Z1',
      ...given.tags,
    }).map(([key, value]) => [`hostkeeper:${key}`, value]),
  );
  const ids = [...new Set([...Object.keys(instances), ...Object.keys(ec2Instances)])];
  return {
    host: 'blog',
    region: 'eu-central-1',
    group: 'blog-group',
    sizes: { min: 0, desired: 1, max: 1 },
    instances: Object.entries(instances).map(([id, state]) => instance(id, state)),
    suspendedProcesses: [],
    warmPool: false,
    zones: [zone],
    capacityRebalance: false,
    tags,
    state: { intent: 'running' },
    onCriticalBudget: 'suspend',
    history: { fingerprints: [], at: minutesAgo(60) },
    hostTags: parseTags(tags),
    duplicateGroups: [],
    ec2Instances: new Map(ids.map((id) => [id, ec2Instance(id, ec2Instances[id])])),
    volumes: [volumeAt('i-1')],
    records: [record()],
    terminations: new Map(Object.entries(given.terminations ?? {})),
    retirements: new Map(Object.entries(given.retirements ?? {})),
    requested: new Map(Object.entries(given.requested ?? {})),
    ...more,
  };
};

const recordScope = { zones: ['Z1'], names: ['*.example.com', 'example.com'] };

export const plan = (host: Observed, notice?: InterruptionNotice, time = now) =>
  planHost(recordScope)(
    { host: 'blog', region: 'eu-central-1', group: 'blog-group', ...(notice && { notice }) },
    host,
    time,
  );

/** The hooks that the plan of a host completes. */
export const completedHooks = (host: Observed): readonly string[] => {
  const answer = plan(host);
  return answer.status === 'act'
    ? answer.actions.flatMap((one) => (one.action === 'autoscaling:CompleteLifecycleAction' ? [one.hook] : []))
    : [];
};

/** A plan in one line: the actions by their names, or the status with its reason. */
export const describePlan = (host: Observed, notice?: InterruptionNotice, time = now): string => {
  const answer = plan(host, notice, time);
  return answer.status === 'act'
    ? answer.actions.map(({ action }) => action.split(':')[1]).join(' ')
    : `${answer.status}: ${answer.reason}`;
};

export const launching = (given: HostFixture = {}, more: Partial<Observed> = {}) =>
  hostFixture({ instances: { 'i-1': 'Pending:Wait' }, ...given }, { volumes: [volume()], records: [], ...more });

export const terminating = (leaving: Termination = {}, given: HostFixture = {}, more: Partial<Observed> = {}) =>
  hostFixture({ instances: { 'i-1': 'Terminating:Wait' }, terminations: { 'i-1': leaving }, ...given }, more);

export const suspended = (given: HostFixture = {}, more: Partial<Observed> = {}) =>
  hostFixture(
    { instances: {}, ...given },
    { state: { intent: 'suspended', since: minutesAgo(5), cause: 'budget' }, volumes: [volume()], ...more },
  );

/** A termination whose unmount was requested. */
export const unmountRequested = (status: string, seconds: number): Termination => ({
  unmountRequest: { status, requestedAt: secondsAgo(seconds) },
});

/** A launch while the volume is attached to an instance that has left the group. */
export const launchingWhileHeld = (tags: Record<string, string>, more: Partial<Ec2Instance>) =>
  launching({ tags, ec2Instances: { 'i-0': { state: 'shutting-down', ...more } } }, { volumes: [volumeAt('i-0')] });

export const pausedUntil = (until: string) => describePlan(launching({ tags: { 'paused-until': until } }));
