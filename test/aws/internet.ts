import type { createRegion } from './region.ts';
import type { SimulatedRoute53 } from './route53/index.ts';
import type { Task } from './ecs/task.ts';

/** What a browser gets at a name: the instance that served the page, or why there is none. */
export type HttpAnswer = { readonly servedBy: string } | { readonly failure: string };

/** The containers behind one, and itself: what it links to, and what those link to. */
const behind = (task: Pick<Task, 'definition'>, name: string): readonly string[] => [
  name,
  ...(task.definition.find((container) => container.name === name)?.links ?? []).flatMap((link) => behind(task, link)),
];

/**
 * Asks for a page at a name, as a browser on the internet does: the name leads to an instance that runs, its security groups
 * let everybody in at port 80, a container listens there, and whatever that needs runs too.
 */
export const createInternet =
  ({
    region: { ec2, ecs },
    route53,
  }: {
    readonly region: ReturnType<typeof createRegion>;
    readonly route53: SimulatedRoute53;
  }) =>
  (name: string): HttpAnswer => {
    const [address] = route53.addressesOf(name);
    if (address === undefined) return { failure: `${name} has no address` };
    const instance = ec2.instances.all().find(({ ip, state }) => ip === address && state === 'running');
    if (!instance) return { failure: `nothing is at ${address}` };
    if (!ec2.securityGroups.letsIn(instance.launchData?.securityGroupIds ?? [], 80))
      return { failure: 'no security group lets anybody in at port 80' };
    const task = ecs.taskOn(instance.instanceId);
    const listener = task?.definition.find(({ name: container, hostPorts }) => {
      return hostPorts.includes(80) && task.running.has(container);
    });
    if (!task || !listener) return { failure: 'no container listens at port 80' };
    const missing = behind(task, listener.name).find((container) => !task.running.has(container));
    return missing === undefined
      ? { servedBy: instance.instanceId }
      : { failure: `502: the container ${missing} does not run` };
  };
