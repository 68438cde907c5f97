import { ACCOUNT } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import type { Instances } from './instances.ts';
import { TIMES } from './quotas.ts';

/** What AWS announces about instances: spot interruptions, rebalance recommendations and retirements. */
export const instanceNotices = ({
  clock,
  region,
  emit,
  instances,
}: RegionContext & { readonly instances: Instances }) => {
  const emitEvent = (event: {
    readonly id: string;
    readonly 'detail-type': string;
    readonly source: string;
    readonly resources: readonly string[];
    readonly detail: object;
  }): void =>
    emit({ version: '0', account: ACCOUNT, time: `${clock.now().toISOString().slice(0, 19)}Z`, region, ...event });

  /** An event of EC2 about one instance. */
  const emitInstanceEvent = (instanceId: string, detailType: string, detail: object): void =>
    emitEvent({
      id: `news-${clock.now().getTime()}-${instanceId}`,
      'detail-type': detailType,
      source: 'aws.ec2',
      resources: [`arn:aws:ec2:${region}:${ACCOUNT}:instance/${instanceId}`],
      detail: { 'instance-id': instanceId, ...detail },
    });

  return {
    /** Interrupts a spot instance: the warning now, the termination two minutes later. */
    interrupt: (instanceId: string): void => {
      emitInstanceEvent(instanceId, 'EC2 Spot Instance Interruption Warning', { 'instance-action': 'terminate' });
      clock.after(clock.drawMilliseconds(TIMES.spotWarning.seconds), () => instances.terminate(instanceId));
    },
    /** Announces that a spot instance is at an elevated risk of interruption. */
    recommendRebalance: (instanceId: string): void =>
      emitInstanceEvent(instanceId, 'EC2 Instance Rebalance Recommendation', {}),
    /** Announces that AWS retires an instance. It keeps running. */
    retire: (instanceId: string, at: Date): void => {
      const instance = instances.get(instanceId);
      if (instance) instance.retiredAt = at;
      emitEvent({
        id: `health-${clock.now().getTime()}`,
        'detail-type': 'AWS Health Event',
        source: 'aws.health',
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
