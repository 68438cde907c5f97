import type { Instance } from '@aws-sdk/client-ec2';

import type { CommandOutput } from '../aws/command-outputs.ts';
import type { HostRef } from '../controller/result.ts';
import { lastDrill } from '../hosts/drill-record.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { Host } from '../hosts/host.ts';
import { hostTagOf, tagOf } from '../hosts/resource-tags.ts';
import { stoppedByBill } from '../hosts/stopped-by-bill.ts';
import { DRILL_ROLE, TAGS } from '../hosts/tags.ts';
import { DRILL_COMMENT, DRILL_DEVICE } from './command.ts';
import type { FinishDeps } from './dependencies.ts';
import { listDrillInstances } from './end.ts';
import type { DrillCommand, DrilledSnapshot, DrillFacts, DrillInstance, DrillTarget, ObservedDrill } from './model.ts';
import { parseFinding } from './outcome.ts';

/** The tag of an instance that says which snapshot it has restored: its id, when it was taken, and its size in GiB. */
const SNAPSHOT_TAG = 'hostkeeper:snapshot';

/** The tags of the instance of a drill, and of its volumes. */
export const drillTags = ({ host }: HostRef, stage: string, snapshot: DrilledSnapshot) => ({
  [TAGS.host.name]: host,
  [TAGS.stage.name]: stage,
  [TAGS.role.name]: DRILL_ROLE,
  [SNAPSHOT_TAG]: `${snapshot.snapshotId} ${snapshot.startTime.toISOString()} ${snapshot.gigabytes}`,
});

const parseSnapshot = (text: string): DrilledSnapshot => {
  const [snapshotId = '', startTime = '', gigabytes] = text.split(' ');
  return { snapshotId, startTime: new Date(startTime), gigabytes: Number(gigabytes) };
};

/** What a run has done, and AWS may not show yet. */
export interface RunMemory {
  /** By group. */
  readonly launched: Map<string, DrillInstance>;
  readonly notLaunched: Map<string, string>;
  /** By instance. */
  readonly sent: Map<string, NonNullable<DrillInstance['sent']>>;
  /** The commands that have a finding, by instance: the report has it, after the result was recorded. */
  readonly answered: Map<string, DrillCommand>;
  /** When a result was recorded, by group. */
  readonly recorded: Map<string, Date>;
}

/** The memory of a run that begins. */
export const createMemory = (): RunMemory => ({
  launched: new Map(),
  notLaunched: new Map(),
  sent: new Map(),
  answered: new Map(),
  recorded: new Map(),
});

/** Commands that went out twice: the one that has an answer counts, then the one that runs. */
const ORDER = ['Success', 'InProgress', 'Pending', 'Delayed'];

const rank = ({ status }: CommandOutput): number => (ORDER.includes(status) ? ORDER.indexOf(status) : ORDER.length);

const toCommand = (outputs: readonly CommandOutput[]): DrillCommand | undefined => {
  const [command] = outputs.filter(({ comment }) => comment === DRILL_COMMENT).toSorted((a, b) => rank(a) - rank(b));
  if (!command) return undefined;
  const finding = parseFinding(command.output);
  return { status: command.status, ...(finding && { finding }) };
};

const toDrillInstance = (instance: Instance): DrillInstance => {
  const volume = instance.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === DRILL_DEVICE)?.Ebs?.VolumeId;
  const reason = instance.StateReason?.Message;
  return {
    instanceId: instance.InstanceId ?? '',
    state: instance.State?.Name ?? 'unknown',
    type: instance.InstanceType ?? 'unknown',
    launchTime: instance.LaunchTime ?? new Date(0),
    snapshot: parseSnapshot(tagOf(instance, SNAPSHOT_TAG) ?? ''),
    ...(volume !== undefined && { volumeId: volume }),
    ...(reason !== undefined && { reason }),
  };
};

/** The instances of all drills of a stage, by the name of their host. */
const listDrills = async ({
  drillInstances,
  stage,
}: FinishDeps): Promise<ReadonlyMap<string, readonly DrillInstance[]>> => {
  const byHost = Map.groupBy(await listDrillInstances(drillInstances, stage), hostTagOf);
  return new Map([...byHost].map(([host, all]) => [host, all.map(toDrillInstance)]));
};

/** The newest first. Runs that see two of one second agree on their order, or each would end what the other carries on. */
const byAge = (a: DrillInstance, b: DrillInstance): number =>
  b.launchTime.getTime() - a.launchTime.getTime() || (a.instanceId < b.instanceId ? -1 : 1);

/** The names of those of all hosts, as they were read, that the bill of the month has stopped. */
export const stoppedAmong = (
  all: readonly HostRef[],
  hosts: Awaited<ReturnType<HostDirectory['getMany']>>,
  now: Date,
): readonly string[] =>
  stoppedByBill(
    all.flatMap((ref) => hosts.get(ref) ?? []),
    now,
  );

/** Whether the result of a drill is not recorded yet. */
export const isOpen = ({ launchTime }: DrillInstance, drilled: ObservedDrill['drilled']): boolean =>
  drilled === undefined || drilled.at < launchTime;

/** Reads the facts of a host where a drill needs them; absent in a run that begins none. */
export type ReadFacts = (
  target: DrillTarget,
  host: Host,
  drills: readonly DrillInstance[],
) => Promise<DrillFacts | undefined>;

/**
 * Observes hosts with their drills: one call for all instances, and one for each drill whose result is open. `all` are the
 * hosts of the region, which are read with those that are drilled: the bill may stop any of them meanwhile.
 */
export const observeDrills =
  (deps: FinishDeps, all: readonly HostRef[], memory: RunMemory, readFacts?: ReadFacts) =>
  async (targets: readonly DrillTarget[]): Promise<ReadonlyMap<DrillTarget, ObservedDrill>> => {
    const [hosts, drillsByHost] = await Promise.all([deps.directory.getMany(all), listDrills(deps)]);
    const stopped = stoppedAmong(all, hosts, deps.now());
    const readCommand = async (instanceId: string): Promise<DrillCommand | undefined> => {
      const command = toCommand(await deps.commandOutputs.listCommandOutputs(instanceId));
      if (command?.finding) memory.answered.set(instanceId, command);
      return command;
    };
    const withCommand = async (drill: DrillInstance, isRead: boolean): Promise<DrillInstance> => {
      const known = memory.answered.get(drill.instanceId);
      const command = known ?? (isRead ? await readCommand(drill.instanceId) : undefined);
      const sent = memory.sent.get(drill.instanceId);
      return { ...drill, ...(command && { command }), ...(sent && { sent }) };
    };
    const entries = targets.map(async (target): Promise<readonly (readonly [DrillTarget, ObservedDrill])[]> => {
      const host = hosts.get(target);
      if (!host) return [];
      const drilled = lastDrill(host);
      const listed = drillsByHost.get(host.host) ?? [];
      const launched = memory.launched.get(host.group);
      const isListed = listed.some(({ instanceId }) => instanceId === launched?.instanceId);
      const known = launched && !isListed ? [...listed, launched] : listed;
      const drills = await Promise.all(
        known.toSorted(byAge).map((drill) => withCommand(drill, isOpen(drill, drilled) && drill.state !== 'pending')),
      );
      const facts = await readFacts?.(target, host, drills);
      const notLaunched = memory.notLaunched.get(host.group);
      const more = {
        stoppedByBill: stopped,
        ...(drilled && { drilled }),
        isRecordedHere: drilled !== undefined && memory.recorded.get(host.group)?.getTime() === drilled.at.getTime(),
        ...(facts && { facts }),
        ...(notLaunched !== undefined && { notLaunched }),
      };
      return [[target, { ...host, drills, ...more }]];
    });
    return new Map((await Promise.all(entries)).flat());
  };
