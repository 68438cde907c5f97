import type { EventCode } from '@aws-sdk/client-ec2';

import { drawUuid } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import { createEmitter } from './events.ts';
import { healthDetail } from './health-event.ts';
import type { Instances } from './instances.ts';
import { TIMES } from './quotas.ts';

/** What AWS announces about instances: spot interruptions, rebalance recommendations and retirements. */
export const instanceNotices = ({
  clock,
  region,
  emit,
  instances,
}: RegionContext & { readonly instances: Instances }) => {
  const emitEvent = createEmitter({ clock, region, emit });

  /** An event of EC2 about one instance. */
  const emitInstanceEvent = (instanceId: string, detailType: string, detail: object): void =>
    emitEvent({
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
    /** Announces that AWS retires instances, or changes them as another code says. They keep running. */
    retire: (
      instanceIds: string | readonly string[],
      at: Date,
      {
        code = 'instance-retirement',
        typeCode = 'AWS_EC2_PERSISTENT_INSTANCE_RETIREMENT_SCHEDULED',
        isLost = false,
      }: { readonly code?: EventCode; readonly typeCode?: string; readonly isLost?: boolean } = {},
    ): void => {
      const ids = [instanceIds].flat();
      for (const instanceId of ids) {
        const instance = instances.get(instanceId);
        if (instance) Object.assign(instance, { retiredAt: at, scheduledCode: code });
      }
      if (isLost) return;
      emitEvent({
        'detail-type': 'AWS Health Event',
        source: 'aws.health',
        resources: ids,
        detail: healthDetail({ instanceIds: ids, typeCode, region, at, now: clock.now(), id: drawUuid(clock) }),
      });
    },
  };
};
