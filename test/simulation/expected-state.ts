import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Env } from '../support/given.ts';

/** The state that every host must reach, judged from the simulated AWS alone, not from what hostkeeper reports. */
export const expectedState = ({ world, group, volume, names }: Env) => {
  const { ec2 } = world.inRegion();

  const stopped = (host: string): readonly string[] =>
    group(host).instances.length > 0 || volume(host).attachment ? [`${host} has not stopped completely`] : [];

  const running = (host: string): readonly string[] => {
    const { instances } = group(host);
    const { attachment } = volume(host);
    const holder = attachment?.instanceId;
    const [instance] = instances;
    const isUp = instances.length === 1 && instance?.lifecycleState === 'InService' && instance.instanceId === holder;
    const { ip } = ec2.instances.get(holder ?? '') ?? {};
    const records = names().filter((line) => line.startsWith(`A ${host}.${ZONE.name} `));
    return [
      ...(isUp ? [] : [`${host}: ${JSON.stringify(instances)}, and ${holder} holds the volume`]),
      ...(attachment?.mounted === true ? [] : [`${host} has not mounted its volume`]),
      ...(records.join() === `A ${host}.${ZONE.name} ${ip}`
        ? []
        : [`${host} is at ${ip}, and its records are ${records.join()}`]),
    ];
  };

  const isRunning = (instanceId: string): boolean => ec2.instances.get(instanceId)?.state === 'running';

  return {
    /** What differs from the expected state: one instance in service with its volume and record, or nothing at all. */
    differences: (host: string): readonly string[] => (group(host).sizes === '0/0/0' ? stopped(host) : running(host)),
    /** Whether AWS has finished its own work for the host, so that only hostkeeper can still change something. */
    isStable: (host: string): boolean => {
      const { sizes, instances } = group(host);
      const { attachment } = volume(host);
      return (
        instances.length === Number(sizes.split('/')[1]) &&
        instances.every(({ instanceId, lifecycleState }) => lifecycleState === 'InService' && isRunning(instanceId)) &&
        (!attachment || (attachment.state === 'attached' && isRunning(attachment.instanceId)))
      );
    },
  };
};
