import type * as z from 'zod/mini';

import type { Host } from '../../../libs/hosts/host.ts';
import { type Context, exitCodeOf } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { findHosts, type HostState, readStageHosts, type StageHosts } from '../cli/hosts.ts';
import { type HostResult, invokeFunction } from '../cli/invoke.ts';
import type { SharedInput } from '../cli/options.ts';
import { inEachRegion, readRegions, type RegionFailure } from '../cli/stage.ts';
import type { capacityOutput } from '../schemas.ts';
import { follow } from './follow.ts';

/** What `stop` and `resume` print. */
export type CapacityOutput = z.output<typeof capacityOutput>;

/** A host's result, with its region. */
type RegionResult = CapacityOutput['results'][number];

/** A stop or a resume. */
export interface CapacityChange {
  readonly input: SharedInput & { readonly host: readonly string[]; readonly wait: boolean };
  /** The function that does it, without the stage's prefix. */
  readonly functionName: 'emergency-shutdown' | 'emergency-resume';
  readonly payload: object;
  /** The hosts that are meant where none is named. */
  readonly appliesTo: (host: Host) => boolean;
  /** What is asked before it is done to all of them. */
  readonly question: (hosts: readonly string[]) => string;
  /** The states in which it is done. */
  readonly goal: readonly HostState[];
}

/** How long a stop or a resume is followed: as long as its function may run. */
const FOLLOW_MILLISECONDS = 15 * 60_000;

const keyOf = ({ host, region }: { readonly host: string; readonly region: string }): string => `${region} ${host}`;

/** Which hosts are meant, and the payload of each region. All regions are called where no host is named: one may not be readable. */
const chooseTargets = (
  { input, payload, appliesTo }: CapacityChange,
  read: StageHosts,
  regions: readonly string[],
): { readonly hosts: readonly Host[]; readonly payloads: ReadonlyMap<string, object> } => {
  const dryRun = input.dryRun ? { dryRun: true } : {};
  if (input.host.length === 0) {
    const payloads = new Map(regions.map((region): [string, object] => [region, { ...payload, ...dryRun }]));
    return { hosts: read.hosts.filter(appliesTo), payloads };
  }
  const hosts = findHosts(read, input.host, input.stage);
  const payloads = [...Map.groupBy(hosts, ({ region }) => region)].map(([region, here]): [string, object] => [
    region,
    { ...payload, hosts: here.map(({ host }) => host), ...dryRun },
  ]);
  return { hosts, payloads: new Map(payloads) };
};

/** What a result that was waiting has come to. */
const settle = (
  result: RegionResult,
  states: ReadonlyMap<string, HostState>,
  goal: readonly HostState[],
): RegionResult => {
  const state = states.get(keyOf(result));
  if (result.status !== 'waiting' || state === undefined || !goal.includes(state)) return result;
  return { ...result, status: 'converged', reason: `it is ${state}` };
};

/** What the functions answered, and the regions in which they failed. */
interface Answer {
  readonly results: readonly RegionResult[];
  readonly errors: readonly RegionFailure[];
}

/** Invokes the function in each region. */
const callRegions = async (
  { input: { stage }, functionName: name }: CapacityChange,
  payloads: ReadonlyMap<string, object>,
  { clients }: Context<CapacityOutput>,
): Promise<Answer> => {
  const { values, errors } = await inEachRegion([...payloads.keys()], async (region) => {
    const payload = payloads.get(region) ?? {};
    const results = await invokeFunction(clients, { stage, region, name, payload });
    return results.map((result: HostResult): RegionResult => Object.assign(result, { region }));
  });
  return { results: values.flat(), errors };
};

/** Notes how the hosts change until the functions have answered and each host is where it should be; returns the last states. */
const followToGoal = async (
  { input: { stage }, goal }: CapacityChange,
  { hosts, errors }: StageHosts,
  calling: Promise<Answer>,
  { clients, note }: Context<CapacityOutput>,
): Promise<ReadonlyMap<string, HostState>> => {
  const keys = new Set(hosts.map(keyOf));
  const regions = [...new Set(hosts.map(({ region }) => region))];
  // A region that could not be read before is not followed either.
  const unreadable = new Set(errors.map(({ region }) => region));
  const until = Date.now() + FOLLOW_MILLISECONDS;
  let answer: Answer | undefined;
  void calling.then((answered) => (answer = answered));
  let last: ReadonlyMap<string, HostState> = new Map();
  await follow(
    { read: () => readStageHosts(clients, stage, regions), includes: (host) => keys.has(keyOf(host)), note },
    (states) => {
      last = states;
      const left = answer?.results
        .map((result) => settle(result, states, goal))
        .filter(({ status, region }) => status === 'waiting' && !unreadable.has(region));
      return left?.length === 0 || Date.now() > until;
    },
  );
  return last;
};

/** Calls the functions, follows the hosts until all are where they should be, and says what came of it. */
export const changeCapacity = async (change: CapacityChange, context: Context<CapacityOutput>): Promise<ExitCode> => {
  const { input, goal } = change;
  const { stage, dryRun } = input;
  const regions = await readRegions(context.clients, input);
  const read = await readStageHosts(context.clients, stage, regions);
  const { hosts, payloads } = chooseTargets(change, read, regions);
  if (hosts.length === 0 && read.errors.length === 0) {
    context.show({ stage, dryRun, results: [], errors: [] });
    return exitCodeOf([]);
  }
  if (input.host.length === 0 && !dryRun) await context.confirm(change.question(hosts.map(({ host }) => host)));

  const isFollowed = !dryRun && input.wait;
  const calling = callRegions(change, payloads, context);
  const states = isFollowed
    ? await followToGoal(change, { ...read, hosts }, calling, context)
    : new Map<string, HostState>();
  const answer = await calling;
  const results = answer.results.map((result) => settle(result, states, goal));
  const unread = read.errors.filter(
    ({ region }) => payloads.has(region) && !answer.errors.some((error) => error.region === region),
  );
  const errors = [...answer.errors, ...unread];
  context.show({ stage, dryRun, results, errors });
  const meant = new Set(hosts.map(keyOf));
  const failed = results.filter(
    (result) =>
      result.status === 'failed' ||
      (result.status === 'refused' && meant.has(keyOf(result))) ||
      (result.status === 'waiting' && isFollowed),
  );
  return exitCodeOf([...errors, ...failed]);
};
