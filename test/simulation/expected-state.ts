import type { given } from '../support/given.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';

type Env = Awaited<ReturnType<typeof given>>;

/** How a host is, whatever hostkeeper thinks of it: each of its names is its own in the zone. */
export const expectedState = ({ world, group, volume, names }: Env) => {
  const { ec2 } = world.inRegion();
  const stateOf = (instanceId: string | undefined): string | undefined => ec2.instances.get(instanceId ?? '')?.state;

  return {
    /** What of it is not as it should be. */
    problemsOf: (host: string): readonly string[] => {
      const { sizes, instances } = group(host);
      const { attachment } = volume(host);
      const holder = attachment?.instanceId;
      if (sizes === '0/0/0') return instances.length > 0 || attachment ? [`${host} is not all gone`] : [];
      const [instance] = instances;
      const isUp = instances.length === 1 && instance?.lifecycleState === 'InService' && instance.instanceId === holder;
      const hostRecords = names().filter((line) => line.startsWith(`A ${host}.${ZONE.name} `));
      const { ip } = ec2.instances.get(holder ?? '') ?? {};
      return [
        ...(isUp ? [] : [`${host}: ${JSON.stringify(instances)}, held by ${holder}`]),
        ...(attachment?.mounted === true ? [] : [`${host} has not mounted its volume`]),
        ...(hostRecords.join() === `A ${host}.${ZONE.name} ${ip}`
          ? []
          : [`${host} is ${ip}, and ${hostRecords.join()}`]),
      ];
    },
    /** Whether AWS has nothing to do for it any more: what is wrong with it now is for hostkeeper to mend. */
    isSettled: (host: string): boolean => {
      const { sizes, instances } = group(host);
      const { attachment } = volume(host);
      return (
        instances.length === Number(sizes.split('/')[1]) &&
        instances.every((one) => one.lifecycleState === 'InService' && stateOf(one.instanceId) === 'running') &&
        (!attachment || (attachment.state === 'attached' && stateOf(attachment.instanceId) === 'running'))
      );
    },
  };
};
