import type { Controller, Executors, Polling } from '../controller/controller.ts';
import type { Offer } from '../aws/one-shot-instances.ts';
import { Postponed } from '../controller/postponed.ts';
import type { HostRef } from '../controller/result.ts';
import { formatDrill, lastDrill } from '../hosts/drill-record.ts';
import { fingerprint } from '../notifications/history.ts';
import { TAGS } from '../hosts/tags.ts';
import { DRILL_COMMENT, DRILL_DEVICE, drillParameters } from './command.ts';
import type { DrillDeps, FinishDeps } from './dependencies.ts';
import { createReadFacts } from './facts.ts';
import type { DrillActions, DrillTarget, ObservedDrill } from './model.ts';
import { createMemory, drillTags, observeDrills, type RunMemory, stoppedAmong } from './observe.ts';
import { drillConditions } from './plan.ts';

/** A drill takes minutes: AWS is asked every ten seconds how far it is, until the time of the run is over. */
const POLLING: Polling = {
  everySeconds: 10,
  giveUpAfterSeconds: { untouched: 840, acted: 840 },
  followUpSeconds: 0,
  whileActing: true,
};

/** A pass of `reconcile` polls for nothing. */
const FINISH_POLLING: Polling = { ...POLLING, giveUpAfterSeconds: { untouched: 0, acted: 0 } };

/** At most 64 characters, the same for the same request and offer. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
const clientToken = ({ region, group }: HostRef, request: string, { type, spot }: Offer): string =>
  ['drill', fingerprint(`${region} ${group}`), request, type, spot ? 'spot' : 'on-demand'].join('/');

/** What ends and records drills. */
const finishExecutors = ({ autoScaling, directory, drillInstances }: FinishDeps, { recorded }: RunMemory) =>
  ({
    'autoscaling:CreateOrUpdateTags': async (action) => {
      directory.invalidate(action);
      const host = (await directory.getMany([action])).get(action);
      // Another run that saw how the drill ended has recorded it, and reports it.
      if (host && lastDrill(host)?.at.getTime() !== action.replaces?.at.getTime()) return;
      await autoScaling.createOrUpdateTags(action.group, { [TAGS.drilled.name]: formatDrill(action.record) });
      directory.invalidate(action);
      recorded.set(action.group, action.record.at);
    },
    'ec2:TerminateInstances': ({ instanceId }) => drillInstances.terminateInstance(instanceId),
  }) satisfies Partial<Executors<DrillActions>>;

const refuseToBegin = async (): Promise<never> => {
  throw new Error('this run begins no drill');
};

/**
 * Throws where the bill has stopped a host since it was observed. AWS may have taken minutes to say what a drill needs, or to
 * launch another offer; where it cannot be asked, no drill begins.
 */
const requireMoney = async ({ directory, now }: DrillDeps, all: readonly HostRef[]): Promise<void> => {
  for (const ref of all) directory.invalidate(ref);
  const stopped = stoppedAmong(all, await directory.getMany(all), now());
  if (stopped.length > 0) throw new Postponed(`the bill of this month has stopped ${stopped.join(', ')}`);
};

const beginExecutors = (
  deps: DrillDeps,
  all: readonly HostRef[],
  memory: RunMemory,
): Pick<Executors<DrillActions>, 'ec2:RunInstances' | 'ssm:SendCommand'> => ({
  'ec2:RunInstances': async (action) => {
    const { host, group, snapshot, subnet, architecture, offers, token } = action;
    const { ownHost, templates } = deps.drills;
    for (const offer of offers) {
      await requireMoney(deps, all);
      const instance = await deps.oneShotInstances.runInstance({
        template: templates[architecture],
        offer,
        subnet,
        ...(ownHost?.name === host && { securityGroup: ownHost.securityGroup }),
        volume: { device: DRILL_DEVICE, snapshotId: snapshot.snapshotId },
        tags: drillTags(action, deps.stage, snapshot),
        clientToken: clientToken(action, token, offer),
      });
      if (instance) {
        memory.launched.set(group, {
          instanceId: instance.InstanceId ?? '',
          state: 'pending',
          type: offer.type,
          launchTime: instance.LaunchTime ?? deps.now(),
          snapshot,
        });
        return;
      }
    }
    const types = [...new Set(offers.map(({ type }) => type))];
    memory.notLaunched.set(group, `AWS has no ${types.join(' and no ')} there`);
  },
  'ssm:SendCommand': async ({ instanceId, rehearsal }) => {
    const answer = await deps.ssm.sendCommand({
      instanceId,
      comment: DRILL_COMMENT,
      document: deps.drills.document,
      parameters: drillParameters(rehearsal),
    });
    memory.sent.set(instanceId, { at: deps.now(), ...('problem' in answer && { problem: answer.problem }) });
  },
});

const common = { name: 'drill', maxConcurrency: 5 } as const;

/** Drills the hosts of one region that are due, from the launch of an instance to its end. One for each run. */
export const drillController = (
  deps: DrillDeps,
  all: readonly HostRef[],
): Controller<DrillTarget, ObservedDrill, DrillActions> => {
  const memory = createMemory();
  return {
    ...common,
    observe: observeDrills(deps, all, memory, createReadFacts(deps)),
    conditions: drillConditions(deps.drills, deps.stage),
    executors: { ...finishExecutors(deps, memory), ...beginExecutors(deps, all, memory) },
    polling: POLLING,
  };
};

/** Finishes what a run that drills hosts has left, and begins nothing. */
export const finishController = (
  deps: FinishDeps,
  all: readonly HostRef[],
): Controller<DrillTarget, ObservedDrill, DrillActions> => {
  const memory = createMemory();
  return {
    ...common,
    observe: observeDrills(deps, all, memory),
    conditions: drillConditions(deps.drills, deps.stage),
    executors: {
      ...finishExecutors(deps, memory),
      'ec2:RunInstances': refuseToBegin,
      'ssm:SendCommand': refuseToBegin,
    },
    polling: FINISH_POLLING,
  };
};
