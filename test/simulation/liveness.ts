import type { World } from '../aws/world.ts';
import { stateOf } from '../support/given.ts';
import { changes, reportsOf } from '../support/queries.ts';
import { expectedState } from './expected-state.ts';
import { FOREIGN_HOOK, INVALID_TAG } from './faults.ts';
import { deleteByHand } from './foreign-records.ts';
import { endLaunchPhase } from './launch-phase.ts';
import type { Simulation } from './setup.ts';

/** Everything must have converged by then: hooks that time out, a volume that was not unmounted, and two passes. */
const LIMIT_MINUTES = 40;
/** Time between two checks for convergence. */
const CHECK_MINUTES = 4;

/** What a dry run of reconcile, or the state of AWS, still shows to be done. */
const notConverged = async ({ env, hostNames }: Simulation): Promise<readonly string[]> => {
  const { returned, error } = await env.world.invoke('reconcile', { dryRun: true });
  const { differences } = expectedState(env);
  return [
    ...(error === undefined ? [] : [error]),
    ...reportsOf(returned)
      .filter(({ status }) => status !== 'converged')
      .map(({ host, status, reason }) => `${host} is ${status}: ${reason}`),
    ...hostNames.flatMap(differences),
    // A quarter of an hour after a resume the state becomes "running", which is a change.
    ...hostNames
      .filter((host) => stateOf(env.group(host))?.startsWith('resuming') === true)
      .map((host) => `${host} is still resuming`),
  ];
};

/**
 * Ends every fault, also those that were injected and have not happened yet. People undo what only they can: an invalid tag, and
 * the records that they have set; and they complete their own launch hook at once.
 */
const endFaults = ({ env }: Simulation): void => {
  const { world } = env;
  world.clearFaults();
  deleteByHand(env);
  for (const { tags, hooks } of world.autoScaling().groups.all()) {
    tags.delete(INVALID_TAG[0]);
    const hook = hooks.get(FOREIGN_HOOK);
    if (hook) hooks.set(FOREIGN_HOOK, { ...hook, heartbeatSeconds: 1, defaultResult: 'CONTINUE' });
  }
};

/** Whether a call requests a snapshot that was not requested before. */
const isFirstSnapshot = ({ calls }: World, { operation, input }: World['calls'][number]): boolean => {
  const text = JSON.stringify(input);
  const same = calls.filter((call) => call.operation === operation && JSON.stringify(call.input) === text);
  return operation === 'CreateSnapshot' && same.length === 1;
};

/** The liveness phase: the faults stop, and everything must converge within the limit and then stay as it is. */
export const livenessPhase = async (simulation: Simulation): Promise<void> => {
  const { env, checker, log, step } = simulation;
  log('liveness phase: no faults any more');
  endFaults(simulation);
  endLaunchPhase(simulation);
  let open: readonly string[] = ['not checked yet'];
  for (let minutes = 0; minutes < LIMIT_MINUTES && open.length > 0; minutes += CHECK_MINUTES) {
    await step('liveness', 60 * CHECK_MINUTES);
    open = await notConverged(simulation);
  }
  for (const difference of open) checker.report('everything converges', difference);

  const callsBefore = env.world.calls.length;
  await step('liveness', 2 * 60);
  // The last snapshot of a stop may begin only now, when the volume is released, or be complete only now. It changes no host.
  const calls = env.world.calls
    .slice(callsBefore)
    .filter((call) => call.caller !== 'SnapshotCompletedRole' && !isFirstSnapshot(env.world, call));
  for (const operation of changes({ calls }))
    checker.report('everything converges', `a converged host was changed: ${operation}`);
  checker.checkEnd();
};
