import { parseTags } from '../../../libs/hosts/host-tags.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import type { Observed } from '../../../libs/lifecycle/model.ts';
import { toOwnerRecord } from '../../../libs/lifecycle/record-owner.ts';
import { LAUNCH_HOOK, TERMINATE_HOOK } from '../../../libs/lifecycle/steps/hooks.ts';
import { minutesBefore } from './sample.ts';

export const ZONE = 'Z0123456789ABC';
export const INSTANCE_ID = 'i-0abc0abc0abc0abc0';

const TAGS = {
  'hostkeeper:host': 'blog',
  'hostkeeper:stage': 'prod',
  'hostkeeper:records': 'blog.example.com',
  'hostkeeper:hosted-zone': ZONE,
} as const;

export const SIZES = { min: 0, desired: 1, max: 1 } as const;

const instance = {
  instanceId: INSTANCE_ID,
  lifecycleState: 'InService',
  protectedFromScaleIn: false,
  zone: 'us-east-1a',
};

/** A healthy host, changed where a sample says so. */
export const sampleHost = (more: Partial<Host> = {}): Host => ({
  host: 'blog',
  region: 'us-east-1',
  group: 'blog-group',
  sizes: SIZES,
  instances: [instance],
  suspendedProcesses: [],
  warmPool: false,
  zones: ['us-east-1a'],
  subnets: [],
  capacityRebalance: false,
  duplicateGroups: [],
  tags: TAGS,
  state: { intent: 'running' },
  onCriticalBudget: 'suspend',
  history: { fingerprints: [], at: minutesBefore(600) },
  ...more,
});

/** The instance of a host in another state of its lifecycle. */
export const instanceIn = (lifecycleState: string) => ({ instances: [{ ...instance, lifecycleState }] });

const ec2Instance = {
  instanceId: INSTANCE_ID,
  state: 'running',
  launchTime: minutesBefore(60),
  group: 'blog-group',
  ip: '198.51.100.7',
  spot: false,
} as const;

const attachment = { instanceId: INSTANCE_ID, state: 'attached', attachTime: minutesBefore(59) } as const;

/** A data volume with its attachments. */
export const sampleVolume = (
  volumeId: string,
  zone: string,
  attachments: Observed['volumes'][number]['attachments'],
) => ({
  volumeId,
  zone,
  state: attachments.length > 0 ? 'in-use' : 'available',
  attachments,
});

/** The EC2 instance of the host in another state, or with other properties. */
export const ec2InstanceWith = (
  more: Partial<Observed['ec2Instances'] extends ReadonlyMap<string, infer I> ? I : never>,
) => ({
  ec2Instances: new Map([[INSTANCE_ID, { ...ec2Instance, ...more }]]),
});

/** Who points the host's name, and where. */
export const ownerRecord = toOwnerRecord('blog.example.com', {
  owner: { stage: 'prod', region: 'us-east-1', host: 'blog' },
  addresses: { A: '198.51.100.7' },
});

/** The record of the host's name, with another value or property. */
export const recordWith = (more: Partial<NonNullable<Observed['records']>[number]> = {}) => ({
  records: [
    { name: 'blog.example.com', type: 'A' as const, ttlSeconds: 60, values: ['198.51.100.7'], ...more },
    ownerRecord,
  ],
});

/** All that is observed of a healthy host, changed where a sample says so. */
export const sampleObserved = (more: Partial<Observed> = {}): Observed => {
  const host = sampleHost(more);
  return {
    ...host,
    hostTags: parseTags(host.tags),
    ...ec2InstanceWith({}),
    volumes: [sampleVolume('vol-0123', 'us-east-1a', [attachment])],
    ...recordWith(),
    terminations: new Map(),
    retirements: new Map(),
    requested: new Map(),
    ...more,
  };
};

/** The hooks of an enrolled group. */
export const HOOKS = [LAUNCH_HOOK, TERMINATE_HOOK].map((hook) => Object.assign({ metadata: 'blog' }, hook));
