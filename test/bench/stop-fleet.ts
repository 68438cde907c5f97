import { capabilityOf, fromSource, type FunctionLoader } from '../aws/lambda/functions.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import { given } from '../support/given.ts';
import { recordName } from '../support/launch-fixture.ts';
import { invocationsOf } from '../support/queries.ts';
import { checkFigure, hostNames, peakMegabytes } from './figures.ts';

/** The functions that act on all hosts at once. They run as packaged, in as much memory as the template gives them. */
const FLEET_FUNCTIONS = new Set(['budget-kill-switch', 'reconcile']);

const MAX_MINUTES = 30;

/** The error of a run that ended itself, as it says so: the next one continues. */
const ENDED_ITSELF = /the time of this run is over; the next one continues$/;

/**
 * Stops hosts with a data volume and a record by one alarm. Each of their instances waits in the termination hook, so
 * that their events and reconcile compete with the kill switch for the same rate limits.
 */
export const stopFleet = async (
  count: number,
  options: Required<Pick<NonNullable<Parameters<typeof given>[1]>, 'callSeconds' | 'concurrency'>>,
): Promise<void> => {
  const hosts = hostNames(count);
  const packaged = packagedFunctions();
  const load: FunctionLoader = (environment) => {
    const loaders = { packaged: packaged.load(environment), source: fromSource(environment) };
    return (definition) =>
      loaders[FLEET_FUNCTIONS.has(capabilityOf(definition.handler)) ? 'packaged' : 'source'](definition);
  };
  try {
    const { world, group } = await given(
      Object.fromEntries(hosts.map((host) => [host, { data: true, records: [recordName(host)] }])),
      { ...options, load },
    );
    world.charge(2.1);
    // The passes record the state of each host, as after its enrollment.
    await world.advance({ minutes: 10 });
    world.charge(30);
    const running = () => hosts.filter((host) => group(host).sizes !== '0/0/0' || group(host).instances.length > 0);
    let minutes = 0;
    while (minutes < MAX_MINUTES && running().length > 0) {
      await world.advance({ minutes: 1 });
      minutes += 1;
    }
    const left = running().length;
    await world.advance({ minutes: 5 });

    const errors = world.invocations.flatMap(({ error }) => error ?? []);
    const endedThemselves = errors.filter((error) => ENDED_ITSELF.test(error));
    console.info(`One alarm stops ${count} hosts:`);
    console.info(`  their last instance is gone after ${minutes} minutes`);
    for (const name of ['budget-kill-switch', 'instance-terminate', 'reconcile']) {
      const seconds = invocationsOf(world, name).map(({ at, ended }) => (ended.getTime() - at.getTime()) / 1000);
      console.info(`  ${seconds.length} runs of ${name}, the longest ${Math.max(...seconds).toFixed(0)} s`);
    }
    console.info(`  ${endedThemselves.length} runs ended themselves with hosts that they had no time to observe`);
    checkFigure('hosts that still run', left, 0);
    checkFigure('runs that Lambda ended', errors.filter((error) => error.startsWith('Task timed out')).length, 0);
    const failures = errors.filter((error) => !endedThemselves.includes(error));
    for (const failure of new Set(failures.map((error) => error.slice(0, 500)))) console.info(`  failed: ${failure}`);
    checkFigure('runs that failed', failures.length, 0);
    checkFigure('volumes that lost data', world.inRegion().ec2.volumes.dataLoss.length, 0);
    // A host costs the kill switch three writes, of which EC2 Auto Scaling takes five a second.
    checkFigure('minutes', minutes, 5 + 0.012 * count);
    checkFigure('characters of an e-mail', Math.max(...world.mails.map(({ body }) => body.length)), 20_000);
    for (const name of FLEET_FUNCTIONS) {
      const processes = packaged.processes().filter(({ handler }) => capabilityOf(handler) === name);
      const [{ megabytes } = { megabytes: 0 }] = processes;
      checkFigure(`memory of ${name} in MB`, Math.max(...processes.map(({ pid }) => peakMegabytes(pid))), megabytes);
    }
  } finally {
    packaged.close();
  }
};
