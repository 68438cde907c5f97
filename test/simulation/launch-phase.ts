import type { Prng } from './prng.ts';
import type { Simulation } from './setup.ts';

/** The share of simulations in which launches do not come about. */
const SHARE = 0.25;

/** Longer than hostkeeper waits until it notifies that a host has no instance. */
const MINUTES = 25;

const NO_CAPACITY = 'There is no Spot capacity available that matches your request.';

/**
 * Ends the instance of a host, of which AWS then launches no other: the launches fail, or the process is suspended. It draws
 * from numbers of its own, so that the rest of a simulation is the same with and without it.
 */
export const launchPhase = async ({ env, hostNames, log, step }: Simulation, prng: Prng): Promise<void> => {
  if (!prng.chance(SHARE)) return;
  const host = hostNames[prng.integerBetween(0, hostNames.length - 1)] ?? '';
  const group = env.world.autoScaling().groups.get(`${host}-group`);
  if (!group) return;
  const isSuspended = prng.chance(0.5);
  if (isSuspended) group.suspendedProcesses.add('Launch');
  else group.launchFailure = NO_CAPACITY;
  for (const { instanceId } of group.instances) env.world.inRegion().ec2.instances.terminate(instanceId);
  log(`launch phase: the instances of ${host} end, and ${isSuspended ? 'Launch is suspended' : 'its launches fail'}`);
  await step('safety', 60 * MINUTES);
};

/** Ends it. */
export const endLaunchPhase = ({ env }: Simulation): void => {
  const { groups } = env.world.autoScaling();
  for (const group of groups.all()) {
    delete group.launchFailure;
    group.suspendedProcesses.delete('Launch');
    groups.evaluateSoon(group);
  }
};
