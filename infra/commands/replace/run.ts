import type * as z from 'zod/mini';

import { createAutoScaling } from '../../../libs/aws/auto-scaling.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { follow } from '../capacity/follow.ts';
import type { Context } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { findHost, hostState, readStageHosts } from '../cli/hosts.ts';
import type { SharedInput } from '../cli/options.ts';
import type { replaceOutput } from '../schemas.ts';

/** A termination takes at most five minutes, and a launch as long as its hook waits. */
const FOLLOW_MILLISECONDS = 20 * 60_000;

const inService = ({ instances }: Host): readonly string[] =>
  instances.filter(({ lifecycleState }) => lifecycleState === 'InService').map(({ instanceId }) => instanceId);

/** Terminates the instance of a host in its group, and waits for its successor. */
export const run = async (
  input: SharedInput & { readonly host: string },
  { clients, confirm, note, show }: Context<z.output<typeof replaceOutput>>,
): Promise<ExitCode> => {
  const { stage, dryRun } = input;
  const host = await findHost(clients, input);
  const { region, group } = host;
  const [instanceId] = inService(host);
  if (instanceId === undefined)
    throw new CliError(`${host.host} is ${hostState(host)} and has no instance in service: nothing can be replaced.`);
  const output = { dryRun, host: host.host, region, group, instanceId };
  if (dryRun) {
    show(output);
    return EXIT_CODES.done;
  }
  await confirm(`Replace ${instanceId} of ${host.host}? The service is offline for about three minutes.`);
  await createAutoScaling(clients(region).autoScaling).terminateInstance(instanceId);

  const until = Date.now() + FOLLOW_MILLISECONDS;
  let successor: string | undefined;
  await follow(
    {
      read: async () => {
        const hosts = await readStageHosts(clients, stage, [region]);
        const current = hosts.hosts.find((one) => one.group === group);
        successor = current && inService(current).find((id) => id !== instanceId);
        return hosts;
      },
      includes: (one) => one.group === group,
      note,
    },
    () => successor !== undefined || Date.now() > until,
  );
  show({ ...output, ...(successor !== undefined && { successor }) });
  return successor === undefined ? EXIT_CODES.failed : EXIT_CODES.done;
};
