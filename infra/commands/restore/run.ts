import * as z from 'zod/mini';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import type { Host } from '../../../libs/hosts/host.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import { describeCommand } from '../../../libs/notifications/commands.ts';
import { aftermathOf, stageLines } from '../../../libs/restore/after.ts';
import { toVolume } from '../../../libs/restore/observe/mappers.ts';
import { follow } from '../capacity/follow.ts';
import { defaultReason } from '../capacity/operator.ts';
import type { Context } from '../cli/command.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { findHost, readStageHosts } from '../cli/hosts.ts';
import { callFunction } from '../cli/invoke.ts';
import type { RestoreInput } from '../restore.ts';
import { restoreAnswer, type restoreOutput } from '../schemas.ts';
import { planLines } from './render.ts';

/** A restore gives its volume up after a quarter of an hour; in the outage of a zone it waits for ten minutes more. */
const FOLLOW_MILLISECONDS = 30 * 60_000;

/** What AWS takes at most. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html */
const FASTEST = 300;

type Output = z.output<typeof restoreOutput>;

const payloadOf = ({ host, latest, at, snapshot, volume, zone, fast, reason }: RestoreInput): object => ({
  reason: reason ?? defaultReason('restore'),
  host,
  ...(latest === true && { latest }),
  ...(at !== undefined && { at }),
  ...(snapshot !== undefined && { snapshotId: snapshot }),
  ...(volume !== undefined && { volumeId: volume }),
  ...(zone !== undefined && { zone }),
  ...(fast !== undefined && { initializationRate: fast === true ? FASTEST : fast }),
});

/** Notes how the host changes until its restore is over; the host as it was read last. */
const followRestore = async (
  { region, group, host: name }: Host,
  { stage }: RestoreInput,
  { clients, note }: Context<Output>,
): Promise<Host | undefined> => {
  const until = Date.now() + FOLLOW_MILLISECONDS;
  let current: Host | undefined;
  await follow(
    {
      read: async () => {
        const read = await readStageHosts(clients, stage, [region]);
        current = read.hosts.find((one) => one.group === group);
        return read;
      },
      includes: (one) => one.host === name,
      note,
    },
    () => (current !== undefined && current.restore?.status !== 'restoring') || Date.now() > until,
  );
  return current;
};

/** What the restore has come to, and what a person may do next. */
const readAftermath = async (
  host: Host,
  { stage }: RestoreInput,
  { clients }: Context<Output>,
): Promise<Partial<Output>> => {
  const { restore } = host;
  if (restore?.status !== 'done') return {};
  const filters = [{ Name: `tag:${TAGS.stage.name}`, Values: [stage] }];
  const found = await createEc2(clients(host.region).ec2).describeVolumes(filters, `tag:${TAGS.host.name}`, [
    host.host,
  ]);
  const { volumeId, retired } = aftermathOf(restore, found.map(toVolume));
  const scope = { stage, region: host.region, hosts: [host.host] };
  const reason = 'back to the data before the restore';
  return {
    ...(volumeId !== undefined && { volumeId, stageLines: [...stageLines(volumeId, restore.zone)] }),
    retired: [...retired],
    undo: retired.flatMap((id) => describeCommand({ name: 'restore', reason, volumeId: id }, scope).slice(0, 1)),
  };
};

/** Restores a host, and follows it until that is over. */
export const run = async (input: RestoreInput, context: Context<Output>): Promise<ExitCode> => {
  const { clients, confirm, note, show } = context;
  const { stage, dryRun } = input;
  const host = await findHost(clients, input);
  const { region } = host;
  const payload = payloadOf(input);
  const call = async (more: object) =>
    z.parse(
      restoreAnswer,
      await callFunction(clients, { stage, region, name: 'restore', payload: { ...payload, ...more } }),
    );

  const preview = await call({ dryRun: true });
  const [planned] = preview.results;
  const common = { stage, dryRun, host: host.host, region };
  const { plan } = preview;
  if (dryRun || !plan) {
    show({ ...common, status: planned?.status ?? 'gone', reason: planned?.reason ?? '', ...(plan && { plan }) });
    return plan ? EXIT_CODES.done : EXIT_CODES.failed;
  }
  for (const line of planLines(plan)) note(line);
  await confirm(`Restore ${host.host}? The service is offline for about ${plan.offlineMinutes} minutes.`);

  const [result] = (await call({})).results;
  const isBegun = result?.status === 'waiting' || result?.status === 'converged' || result?.status === 'failed';
  const current = isBegun && input.wait ? await followRestore(host, input, context) : undefined;
  const state = current?.restore?.status;
  const isDone = state === 'done';
  show({
    ...common,
    status: isDone ? 'converged' : (result?.status ?? 'gone'),
    reason: isDone ? 'its data is restored' : state === 'failed' ? 'the volume cannot be had' : (result?.reason ?? ''),
    ...(current && (await readAftermath(current, input, context))),
  });
  return isDone || (isBegun && !input.wait && result.status !== 'failed') ? EXIT_CODES.done : EXIT_CODES.failed;
};
