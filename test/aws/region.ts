import { createAutoScaling } from './autoscaling/index.ts';
import { TIMES } from './quotas.ts';
import type { Clock } from './clock.ts';
import { createEc2 } from './ec2/index.ts';
import type { Ec2Instance } from './ec2/instances.ts';
import { createEcs } from './ecs/index.ts';
import { ACCOUNT } from './operation.ts';
import { createSsm } from './ssm/index.ts';

/** What a host does when it is told to let go of its volume: containers first, then the file system. */
const isUnmountScript = (commands: readonly string[]): boolean => commands.some((line) => line.includes('umount'));

/** How long the tasks of a host take to end, in seconds. */
const STOP_SECONDS = 10;

/** One region, and what its services know of each other. */
export const createRegion = (deps: {
  readonly clock: Clock;
  readonly region: string;
  readonly emit: (event: object) => void;
}) => {
  const { clock, region, emit } = deps;

  const ec2 = createEc2({
    clock,
    region,
    listeners: {
      started: (machine) => {
        const cluster = groupOf(machine)?.tags.get('hostkeeper:cluster');
        if (cluster !== undefined) ecs.register(cluster, machine.instanceId, { tasks: 2, stopSeconds: STOP_SECONDS });
      },
      shutDown: ({ instanceId }) => ecs.stopTasks(instanceId),
      terminated: ({ instanceId }) => {
        ecs.deregister(instanceId);
        autoScaling.groups.replaceMissing(instanceId);
      },
    },
  });
  const autoScaling = createAutoScaling({ clock, region, ec2, emit });
  const ecs = createEcs({ clock, region });
  const groupOf = ({ tags }: Ec2Instance) => autoScaling.groups.get(tags.get('aws:autoscaling:groupName') ?? '');

  const ssm = createSsm({
    clock,
    region,
    tagsOf: (instanceId) => Object.fromEntries(ec2.instances.get(instanceId)?.tags ?? []),
    isOnline: (instanceId) => {
      const machine = ec2.instances.get(instanceId);
      return machine?.state === 'running' && machine.ssmOnline;
    },
    run: (instanceId, commands) => {
      const machine = ec2.instances.get(instanceId);
      if (machine?.state !== 'running' || !isUnmountScript(commands)) return undefined;
      // A process that does not end keeps its files open: the script is given up when its time is over.
      if (!machine.responsive) return { seconds: 3600, exitCode: 1 };
      const milliseconds = clock.drawMilliseconds(TIMES.unmount.seconds);
      clock.after(milliseconds, () => {
        ecs.stopTasks(instanceId);
        ec2.volumes.unmount(instanceId);
      });
      return { seconds: milliseconds / 1000 + 0.01, exitCode: 0 };
    },
  });

  /** An event that EC2 sends of one of its instances. */
  const emitInstanceEvent = (instanceId: string, detailType: string, detail: object): void =>
    emit({
      version: '0',
      id: `news-${clock.now().getTime()}-${instanceId}`,
      'detail-type': detailType,
      source: 'aws.ec2',
      account: ACCOUNT,
      time: `${clock.now().toISOString().slice(0, 19)}Z`,
      region,
      resources: [`arn:aws:ec2:${region}:${ACCOUNT}:instance/${instanceId}`],
      detail: { 'instance-id': instanceId, ...detail },
    });

  return {
    ec2,
    autoScaling,
    ecs,
    ssm,
    services: { autoscaling: autoScaling.service, ec2: ec2.service, ecs: ecs.service, ssm: ssm.service },
    /** AWS takes a spot instance back: two minutes after it has said so. */
    interrupt: (instanceId: string): void => {
      emitInstanceEvent(instanceId, 'EC2 Spot Instance Interruption Warning', { 'instance-action': 'terminate' });
      clock.after(clock.drawMilliseconds(TIMES.spotWarning.seconds), () => ec2.instances.terminate(instanceId));
    },
    /** AWS may take a spot instance back soon. */
    recommendRebalance: (instanceId: string): void =>
      emitInstanceEvent(instanceId, 'EC2 Instance Rebalance Recommendation', {}),
    /** AWS announces that it retires an instance. */
    retire: (instanceId: string, at: Date): void => {
      const machine = ec2.instances.get(instanceId);
      if (machine) machine.retiredAt = at;
      emit({
        version: '0',
        id: `health-${clock.now().getTime()}`,
        'detail-type': 'AWS Health Event',
        source: 'aws.health',
        account: ACCOUNT,
        time: `${clock.now().toISOString().slice(0, 19)}Z`,
        region,
        resources: [instanceId],
        detail: {
          service: 'EC2',
          eventTypeCode: 'AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED',
          eventTypeCategory: 'scheduledChange',
          startTime: at.toUTCString(),
          affectedEntities: [{ entityValue: instanceId }],
        },
      });
    },
  };
};
