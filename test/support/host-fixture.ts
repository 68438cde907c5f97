import { parseTags } from '../../libs/hosts/host-tags.ts';
import type { GroupInstance } from '../../libs/hosts/host.ts';
import type {
  Termination,
  Ec2Instance,
  LifecycleActions,
  NameRecord,
  Observed,
  Volume,
  InterruptionNotice,
} from '../../libs/lifecycle/model.ts';
import { isDue, judge } from '../../libs/controller/condition.ts';
import { act, type Plan } from '../../libs/controller/plan.ts';
import { hostConditions } from '../../libs/lifecycle/plan.ts';
import { type Addresses, toOwnerRecord } from '../../libs/lifecycle/record-owner.ts';

/** The time at which every plan is made. */
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

/** A running instance of EC2. */
export const ec2Instance = (instanceId: string, overrides: Partial<Ec2Instance> = {}): Ec2Instance => ({
  instanceId,
  state: 'running',
  launchTime: minutesAgo(90),
  group: 'blog-group',
  ip: '198.51.100.7',
  spot: false,
  ...overrides,
});

/** The data volume, detached unless the overrides say otherwise. */
export const volume = (overrides: Partial<Volume> = {}): Volume => ({
  volumeId: 'vol-1',
  zone,
  state: 'available',
  attachments: [],
  ...overrides,
});

/** The data volume, attached to an instance (or on the way there) for some seconds. */
export const volumeAt = (instanceId: string, state = 'attached', seconds = 600): Volume =>
  volume({ state: 'in-use', attachments: [{ instanceId, state, attachTime: secondsAgo(seconds) }] });

/** The A record of the host. */
export const record = (overrides: Partial<NameRecord> = {}): NameRecord => ({
  name: 'blog.example.com',
  type: 'A',
  ttlSeconds: 60,
  values: ['198.51.100.7'],
  ...overrides,
});

/** What the fixture writes shorter than `Observed` has it; everything else is as in `Observed`. */
interface Shorthand {
  /** Lifecycle states by instance id, in the order in which the group lists them. */
  readonly instances?: Readonly<Record<string, string>>;
  /** What differs from a running instance, by instance id. Ids that are not in the group are other instances of EC2. */
  readonly ec2Instances?: Readonly<Record<string, Partial<Ec2Instance>>>;
  /** Without the prefix `hostkeeper:`. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly terminations?: Readonly<Record<string, Termination>>;
  readonly retirements?: Readonly<Record<string, Date>>;
  readonly requested?: Readonly<Record<string, readonly string[]>>;
  /** Where hostkeeper has pointed the name last; by default where the records lead, so that they are its own. */
  readonly remembered?: Addresses;
}

/** What differs from a healthy host. */
export type HostFixture = Shorthand & Omit<Partial<Observed>, keyof Shorthand>;

/** The TXT records beside the names of records, by their names. */
const ownerRecords = (records: readonly NameRecord[], remembered?: Addresses): readonly NameRecord[] => {
  const named = Map.groupBy(
    records.filter(({ type, special }) => (type === 'A' || type === 'AAAA') && special === undefined),
    ({ name }) => name,
  );
  return [...named].flatMap(([name, own]) => {
    const addresses: Addresses =
      remembered ?? Object.fromEntries(own.map(({ type, values: [value = ''] }) => [type, value]));
    return Object.keys(addresses).length === 0 ? [] : [toOwnerRecord(name, { owner, addresses })];
  });
};

/** Who points the names of the fixture. */
export const owner = { stage: 'prod', region: 'eu-central-1', host: 'blog' };

/** A healthy host: one running instance in service, with its volume and its record. */
export const hostFixture = ({
  instances = { 'i-1': 'InService' },
  ec2Instances = {},
  tags: ownTags,
  terminations = {},
  retirements = {},
  requested = {},
  records = [record()],
  remembered,
  ...observed
}: HostFixture = {}): Observed => {
  const tags = Object.fromEntries(
    Object.entries({
      host: 'blog',
      stage: 'prod',
      records: 'blog.example.com',
      'hosted-zone': 'Z1',
      ...ownTags,
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
    subnets: [],
    capacityRebalance: false,
    tags,
    state: { intent: 'running' },
    onCriticalBudget: 'suspend',
    history: { fingerprints: [], at: minutesAgo(60) },
    hostTags: parseTags(tags),
    duplicateGroups: [],
    ec2Instances: new Map(ids.map((id) => [id, ec2Instance(id, ec2Instances[id])])),
    volumes: [volumeAt('i-1')],
    records: [...records, ...ownerRecords(records, remembered)],
    terminations: new Map(Object.entries(terminations)),
    retirements: new Map(Object.entries(retirements)),
    requested: new Map(Object.entries(requested)),
    ...observed,
  };
};

const recordScope = { zones: ['Z1'], names: ['*.example.com', 'example.com'] };

/** The judged conditions of a host, and of the interruption notice if there is one. */
export const judged = (host: Observed, notice?: InterruptionNotice, time = now) =>
  judge(
    hostConditions(recordScope)(
      { host: 'blog', region: 'eu-central-1', group: 'blog-group', ...(notice && { notices: [notice] }) },
      host,
      time,
    ),
    () => undefined,
  );

/** The plan for a host as a whole: all that is due, else the worst outcome of its conditions. */
export const plan = (host: Observed, notice?: InterruptionNotice, time = now): Plan<LifecycleActions> => {
  const conditions = judged(host, notice, time);
  const [first, ...rest] = conditions.filter(isDue).flatMap(({ outcome }) => outcome.actions);
  if (first) return act<LifecycleActions>(first, ...rest);
  const outcomes = conditions.flatMap(({ outcome }) => (outcome.status === 'blocked' ? [] : [outcome]));
  const worst = (['failed', 'refuse', 'wait', 'converged'] as const).flatMap((status) =>
    outcomes.filter((outcome) => outcome.status === status),
  )[0];
  if (!worst || worst.status === 'failed') throw new Error(`no plan: ${worst?.reason}`);
  return worst;
};

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

/** A host whose instance waits at the launch hook; its volume is detached and it has no records. */
export const launching = (overrides: HostFixture = {}) =>
  hostFixture({ instances: { 'i-1': 'Pending:Wait' }, volumes: [volume()], records: [], ...overrides });

/** A host whose instance waits at the termination hook, in this phase of its termination. */
export const terminating = (termination: Termination = {}, overrides: HostFixture = {}) =>
  hostFixture({ instances: { 'i-1': 'Terminating:Wait' }, terminations: { 'i-1': termination }, ...overrides });

/** A host that the budget has suspended five minutes ago; it has no instance, and its volume is detached. */
export const suspended = (overrides: HostFixture = {}) =>
  hostFixture({
    instances: {},
    state: { intent: 'suspended', since: minutesAgo(5), cause: 'budget' },
    volumes: [volume()],
    ...overrides,
  });

/** A termination whose instance was asked to unmount its volume, with the status of that command. */
export const unmountRequested = (status: string, seconds: number): Termination => ({
  unmountRequest: { status, requestedAt: secondsAgo(seconds) },
});

/** A launch whose volume is still attached to `i-0`, an instance that has left the group. */
export const launchingWhileHeld = (tags: Record<string, string>, holder: Partial<Ec2Instance>) =>
  launching({
    tags,
    ec2Instances: { 'i-0': { state: 'shutting-down', ...holder } },
    volumes: [volumeAt('i-0')],
  });

/** The plan for a launching host whose tag pauses hostkeeper until a time. */
export const pausedUntil = (until: string) => describePlan(launching({ tags: { 'paused-until': until } }));
