import example from '../events/reconcile/sample-status.json' with { type: 'json' };
import { schema } from '../events/reconcile/schema.ts';
import { createBillReader } from '../libs/budget/bill-reader.ts';
import { createBillRequests } from '../libs/capacity/bill.ts';
import { reconcileController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { createDrillFinish } from '../libs/drills/index.ts';
import { createLifecycle } from '../libs/lifecycle/index.ts';
import { checkImages } from '../libs/notifications/missing-images.ts';
import { checkNearlyEnrolled } from '../libs/notifications/nearly-enrolled.ts';
import { withoutUnrecordable } from '../libs/notifications/unrecordable.ts';
import { continueRestores } from '../libs/restore/index.ts';
import { checkUnusedVolumes } from '../libs/restore/unused-volumes.ts';
import { readEnvironment, reconcileEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import {
  createBillSource,
  createDrillFinishServices,
  createImageSource,
  createLifecycleServices,
  createRestoreSource,
  createWatchServices,
} from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';
import { createSnapshotWatch } from '../libs/snapshots/watch.ts';

/**
 * Every minute: keeps each host as its state tag says, stops it at the next threshold of the bill, repairs it, and goes on
 * with its restore. Every half hour it looks for snapshots that are missing; once a day it names groups that are nearly
 * enrolled, and images that are missing; once a month volumes that no host uses. A dry run is the status of all hosts.
 */
export const init: Init = (platform) => {
  const config = readEnvironment(reconcileEnvironment, platform.env);
  const services = createLifecycleServices(platform, config);
  const readBill = createBillReader(createBillSource(platform, config));
  const requests = createBillRequests();
  const capacity = createCapacity(services);
  const lifecycle = createLifecycle(services);
  const restoreDeps = { ...services, ...createRestoreSource(services) };
  const watchSnapshots = createSnapshotWatch({
    ...createWatchServices(platform, config, services),
    takesLast: config.SNAPSHOT_ON_SUSPEND === 'true',
  });
  const finishDrills = createDrillFinish(createDrillFinishServices(config, services));
  const check = {
    ...services,
    ...createImageSource(platform, config),
    prices: config.VOLUME_PRICES,
    log: platform.log,
  };
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const { dryRun = false } = validate(schema, event, 'The event of reconcile', example);
      const now = run.now();
      const [{ hosts, unreachable }, bill] = await Promise.all([services.directory.list(), readBill(!dryRun)]);
      const pass = { ...run, dryRun };
      // Neither throws: when one cannot observe its hosts, its results say so, and the other continues.
      const capacityRun = await capacity.reconcile(
        reconcileController,
        { hosts, unreachable, bill, requestOf: (dryRun ? createBillRequests() : requests)(bill), deferRecent: true },
        pass,
      );
      const lifecycleRun = await lifecycle.reconcile(hosts, pass);
      const restoreRun = await continueRestores(restoreDeps, hosts, pass);
      const snapshotRun = await watchSnapshots(hosts, pass);
      const drillRun = await finishDrills(hosts, pass);
      const { why, cause } = bill;
      const isBillDue = capacityRun.results.some(({ target }) => target.request !== undefined);
      try {
        return await services.finishRun(
          [capacityRun, lifecycleRun, restoreRun, snapshotRun, drillRun],
          { selectNews: withoutUnrecordable, ...(isBillDue && { why, cause }) },
          pass,
        );
      } finally {
        if (bill.notice) await capacity.say(bill.notice);
        await snapshotRun.writeAge();
        // Last, because a service that these ask may use up the time of the run.
        const notices = dryRun
          ? []
          : [
              await checkNearlyEnrolled(check, now),
              await checkUnusedVolumes(check, hosts, now),
              ...(await checkImages(check, hosts, now)),
            ];
        for (const notice of notices) if (notice) await capacity.say(notice);
      }
    },
  };
};

export const handler = await createHandler(init);
