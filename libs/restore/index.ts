import type { RunContext } from '../controller/controller.ts';
import { refOf } from '../controller/result.ts';
import { minutesSince } from '../controller/time.ts';
import { selectHosts } from '../hosts/directory.ts';
import type { Host } from '../hosts/host.ts';
import { formatRestore, type Restore } from '../hosts/restore-state.ts';
import { TAGS } from '../hosts/tags.ts';
import {
  type ControllerRun,
  type createFinishRun,
  reconcileSafely,
  type RunAnswer,
} from '../notifications/finish-run.ts';
import { POLLING, restoreController } from './controller.ts';
import type { RequestDeps, RestoreDeps } from './dependencies.ts';
import type { RestoreResult } from './model.ts';
import { describeRefusal, describeRestore, isOpen } from './notification.ts';
import { decide } from './request/decide.ts';
import { readFacts } from './request/facts.ts';
import { isRefusal, type Refusal, type RestoreRequest } from './request/model.ts';
import { type Preview, previewOf, type VolumePrices } from './request/preview.ts';

/** What restoring hosts needs; libs/runtime/services.ts provides it. */
export interface RestoreServices extends RequestDeps {
  readonly prices: VolumePrices;
  readonly finishRun: ReturnType<typeof createFinishRun>;
}

/** Time that the run which wrote the tag has for itself: two runs on one host would take two last snapshots. */
const RUN_GRACE_MINUTES = 1;

/** Whether the run of the request may still act on a restore. */
const isLeftToRequest = ({ restore }: Host, now: Date): boolean =>
  restore?.status === 'restoring' && minutesSince(restore.since, now) < RUN_GRACE_MINUTES;

/** Goes on with the restores of these hosts, as just listed, in a pass of `reconcile`; the caller finishes the run. */
export const continueRestores = async (
  deps: RestoreDeps,
  hosts: readonly Host[],
  run: RunContext,
): Promise<ControllerRun> => {
  const now = run.now();
  const open = hosts.filter((host) => isOpen(host, now) && !isLeftToRequest(host, now));
  if (open.length === 0) return { results: [], notable: [] };
  const results = await reconcileSafely(restoreController(deps, POLLING.reconcile), open.map(refOf), run);
  return { results, notable: results.flatMap(describeRestore) };
};

const refusal = (host: Host, { refused, command }: Refusal): RestoreResult => ({
  controller: 'restore',
  target: refOf(host),
  status: 'refused',
  reason: refused,
  ...(command !== undefined && { command }),
  actions: [],
  conditions: [],
});

const planned = (host: Host, { steps }: Preview): RestoreResult => ({
  controller: 'restore',
  target: refOf(host),
  status: 'planned',
  reason: steps[0] ?? 'nothing is due',
  actions: [],
  conditions: [],
});

/** Restores the hosts of the function's own region, as a person asks. */
export const createRestore = (services: RestoreServices) => {
  const { directory, autoScaling, prices, finishRun } = services;

  /** Records the request, from where on it is carried out; a refusal where another one was recorded at the same time. */
  const begin = async (host: Host, restore: Restore): Promise<Refusal | undefined> => {
    await autoScaling.createOrUpdateTags(host.group, { [TAGS.restore.name]: formatRestore(restore) });
    directory.invalidate(host);
    const current = (await directory.getMany([host])).get(host)?.restore;
    return current && formatRestoreOf(current) !== formatRestore(restore)
      ? { refused: 'another restore was requested at the same time: ask for the status' }
      : undefined;
  };

  return {
    /** A whole run. In a dry run the answer has the plan, and nothing is written. */
    run: async (
      request: RestoreRequest & { readonly reason: string },
      run: RunContext,
    ): Promise<RunAnswer & { readonly plan?: Preview }> => {
      const { hosts } = await directory.list();
      const [host] = selectHosts(hosts, [request.host]);
      if (!host) throw new RangeError(`hosts: no host is named ${request.host}`);
      const why = `Requested by a person for ${request.host}: ${request.reason}`;
      const finish = (results: readonly RestoreResult[], notable: ControllerRun['notable']) =>
        finishRun([{ results, notable }], { why, cause: request.reason }, run);
      const facts = await readFacts(services, request, host, hosts, run.now());
      const decision = decide(request, facts);
      if (isRefusal(decision)) return finish([refusal(host, decision)], [describeRefusal(host, decision)]);
      if (run.dryRun) {
        const plan = previewOf(decision, facts, prices);
        return { ...(await finish([planned(host, plan)], [])), plan };
      }
      const conflict = await begin(host, decision.restore);
      if (conflict) return finish([refusal(host, conflict)], [describeRefusal(host, conflict)]);
      const results = await reconcileSafely(restoreController(services, POLLING.request), [refOf(host)], run);
      return finish(results, results.flatMap(describeRestore));
    },
  };
};

const formatRestoreOf = (restore: NonNullable<Host['restore']>): string =>
  restore.status === 'unreadable' ? restore.text : formatRestore(restore);
