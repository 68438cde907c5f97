import { type LifecycleTarget, type Observed, TERMINATE } from '../../../libs/lifecycle/model.ts';
import { describeLifecycle } from '../../../libs/lifecycle/notification.ts';
import { hostConditions } from '../../../libs/lifecycle/plan.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import {
  ec2InstanceWith,
  HOOKS,
  INSTANCE_ID,
  instanceIn,
  ownerRecord,
  recordWith,
  sampleHost,
  sampleObserved,
  sampleVolume,
  SIZES,
  ZONE,
} from './hosts.ts';
import { minutesBefore, NOW, resultOf, type Sample } from './sample.ts';

const scope = { zones: [ZONE], names: ['*.example.com'] };

type Notice = NonNullable<LifecycleTarget['notices']>[number];

const resultFor = (notice: Notice | undefined, ...observations: readonly [Observed, ...Observed[]]) => {
  const target = { host: 'blog', region: 'us-east-1', group: 'blog-group', ...(notice && { notices: [notice] }) };
  return resultOf('lifecycle', hostConditions(scope), target, ...observations);
};

/** The message of a pass of reconcile. */
const passMessage = (...observations: readonly [Observed, ...Observed[]]) =>
  renderMessage(describeLifecycle(resultFor(undefined, ...observations), NOW), { stage: 'prod' });

/** The message of the run that an event starts. */
const eventMessage = (event: string, notice: Notice | undefined, ...observations: readonly [Observed, ...Observed[]]) =>
  renderMessage(describeLifecycle(resultFor(notice, ...observations), NOW), {
    stage: 'prod',
    why: `AWS reported ${event} for ${INSTANCE_ID}.`,
  });

const withoutVolume = (volumes: Observed['volumes']) => sampleObserved({ volumes });
const isNew = { history: { fingerprints: [] }, state: { intent: 'running', since: minutesBefore(0) } } as const;
const suspended = {
  sizes: { min: 0, desired: 0, max: 0 },
  instances: [],
  ec2Instances: new Map(),
  volumes: [sampleVolume('vol-0123', 'us-east-1a', [])],
  state: { intent: 'suspended', sizes: SIZES, since: minutesBefore(30), cause: 'budget' },
} as const;
const NOT_ASKED = new Map([
  [
    INSTANCE_ID,
    {
      unmountRequest: {
        status: 'Undeliverable',
        requestedAt: minutesBefore(0),
        problem: `InvalidInstanceId: Instances [[${INSTANCE_ID}]] not in a valid state for account 111122223333`,
      },
    },
  ],
]);
const { tags } = sampleHost();

/** Every kind of notification about the lifecycle of instances. */
export const lifecycleSamples = (): readonly Sample[] => [
  {
    title: 'A host is enrolled',
    when: 'hostkeeper finds a group that was tagged a moment ago.',
    message: passMessage(
      sampleObserved({ ...isNew, hooks: [] }),
      sampleObserved({ ...isNew, hooks: HOOKS }),
      sampleObserved({ hooks: HOOKS }),
    ),
  },
  {
    title: 'An instance died',
    when: 'An instance stopped or was terminated by itself, and its group replaces it.',
    message: eventMessage(
      'EC2 Instance-terminate Lifecycle Action',
      undefined,
      sampleObserved({ ...instanceIn('Terminating:Wait'), ...ec2InstanceWith({ state: 'terminated' }) }),
      sampleObserved({ instances: [], ec2Instances: new Map() }),
    ),
  },
  {
    title: 'An instance cannot be asked to unmount',
    when: 'A terminating instance cannot be reached by AWS Systems Manager, or the call is denied.',
    message: eventMessage(
      'EC2 Instance-terminate Lifecycle Action',
      undefined,
      sampleObserved({ ...instanceIn('Terminating:Wait'), terminations: NOT_ASKED }),
      sampleObserved({ instances: [], ec2Instances: new Map() }),
    ),
  },
  {
    title: 'AWS takes a Spot instance back',
    when: 'AWS gives two minutes’ notice, or recommends a replacement and the tag `hostkeeper:on-rebalance` is `replace`.',
    message: eventMessage(
      'EC2 Spot Instance Interruption Warning',
      { cause: 'interruption', instanceId: INSTANCE_ID },
      sampleObserved(ec2InstanceWith({ spot: true })),
      sampleObserved({ ...ec2InstanceWith({ spot: true }), requested: new Map([[INSTANCE_ID, [TERMINATE]]]) }),
    ),
  },
  {
    title: 'AWS retires an instance',
    when: 'AWS announces a stop or a retirement days ahead; the instance is replaced in the next night.',
    message: eventMessage(
      'AWS Health Event',
      { cause: 'retirement', instanceId: INSTANCE_ID, retiredAt: new Date('2026-11-28T06:00:00Z') },
      sampleObserved(),
    ),
  },
  {
    title: 'No instance is in service',
    when: 'A host that is wanted has lacked an instance in service for 15 minutes.',
    message: passMessage(
      sampleObserved({
        instances: [],
        ec2Instances: new Map(),
        absence: {
          since: minutesBefore(16),
          failure: {
            isLaunch: true,
            status: 'Failed',
            message:
              'We currently do not have sufficient t4g.micro capacity in the Availability Zone you requested (us-east-1a).',
            startedAt: minutesBefore(2),
          },
        },
      }),
    ),
  },
  {
    title: 'Something was repaired',
    when: 'A volume, an address or a hook was not as the tags say.',
    message: passMessage(withoutVolume([sampleVolume('vol-0123', 'us-east-1a', [])]), sampleObserved()),
  },
  {
    title: 'DNS records were changed',
    when: 'A record was missing, or led to an address that the host had before.',
    message: passMessage(sampleObserved({ records: [ownerRecord] }), sampleObserved()),
  },
  {
    title: 'A record was set by somebody else',
    when: 'A record at a name of the host has a value that hostkeeper did not set. A running host and a stopped one leave it alone.',
    message: passMessage(sampleObserved(recordWith({ values: ['192.0.2.1'] }))),
  },
  {
    title: 'Two hosts have one name',
    when: 'The tags of two running hosts of a region have the same DNS name.',
    message: passMessage(sampleObserved({ sharedNames: new Map([['blog.example.com', ['shop-group']]]) })),
  },
  {
    title: 'The records of a stopped host are removed',
    when: 'The last instance of a stopped host without an Elastic IP address is gone.',
    message: passMessage(sampleObserved(suspended), sampleObserved({ ...suspended, records: [] })),
  },
  {
    title: 'No data volume',
    when: 'No volume carries the tags of the host.',
    message: passMessage(withoutVolume([])),
  },
  {
    title: 'Two data volumes',
    when: 'Several volumes carry the tags of the host.',
    message: passMessage(
      withoutVolume([sampleVolume('vol-0123', 'us-east-1a', []), sampleVolume('vol-0456', 'us-east-1a', [])]),
    ),
  },
  {
    title: 'The data volume is in another zone',
    when: 'The group launched an instance where the volume cannot be attached.',
    message: passMessage(withoutVolume([sampleVolume('vol-0123', 'us-east-1b', [])])),
  },
  {
    title: 'A record is of another kind',
    when: 'A CNAME, an alias or a routing policy exists at a name of the host.',
    message: passMessage(sampleObserved(recordWith({ special: 'a CNAME' }))),
  },
  {
    title: 'A tag is invalid',
    when: 'The value of a tag cannot be read.',
    message: passMessage(sampleObserved({ tags: { ...tags, 'hostkeeper:ttl': 'soon' } })),
  },
  {
    title: 'A group cannot work',
    when: 'The group would launch an instance before it terminates the last one, so both would need the volume.',
    message: passMessage(sampleObserved({ capacityRebalance: true })),
  },
  {
    title: 'A host has been waiting',
    when: 'Something takes longer than it should, more than 15 minutes after the last launch, termination or request.',
    message: passMessage(
      withoutVolume([
        sampleVolume('vol-0123', 'us-east-1a', [
          { instanceId: INSTANCE_ID, state: 'attaching', attachTime: minutesBefore(1) },
        ]),
      ]),
    ),
  },
  {
    title: 'An action failed',
    when: 'AWS refused a call, or did not answer.',
    message: renderMessage(
      describeLifecycle(
        {
          ...resultFor(undefined, sampleObserved()),
          status: 'failed',
          reason: 'ec2:AttachVolume: You have exceeded the number of attachments',
          conditions: [],
        },
        NOW,
      ),
      { stage: 'prod' },
    ),
  },
];
