import { readBill, reconcileCapacity, restoreCapacity, resumeHosts, stopHosts } from './iam/capacity.ts';
import { finishDrills, rehearse, stopDrills } from './iam/drills.ts';
import { notify, role } from './iam/function.ts';
import { handleInstanceEvents, type HostScope, moveHosts, readImages } from './iam/lifecycle.ts';
import { renderRoles, type Role } from './iam/model.ts';
import { changeRecords, type RecordScope } from './iam/records.ts';
import { requestRestore, restoreVolumes, type RestoreScope } from './iam/restore.ts';
import { readRestoreSubnets } from './restore-subnets.ts';
import { finishSnapshots, keepSnapshots, type SnapshotScope, takeSnapshots, writeMetrics } from './iam/snapshots.ts';
import { readRecordScope } from './record-scope.ts';
import { readText, readWords, type Variables } from './serverless.ts';

/** The roles in every region, by their logical ids. Each serves one function; `role` names that function. */
export const regionalRoles = (
  scope: RecordScope & HostScope & RestoreScope & SnapshotScope,
): Readonly<Record<`${string}Role`, Role>> => {
  const lifecycle = [moveHosts(scope), ...changeRecords(scope)];
  return {
    EmergencyShutdownRole: role('emergency-shutdown', notify, stopHosts()),
    EmergencyResumeRole: role('emergency-resume', notify, resumeHosts, readBill),
    RestoreRole: role('restore', notify, restoreCapacity, takeSnapshots, restoreVolumes(scope), requestRestore(scope)),
    ReconcileRole: role(
      'reconcile',
      notify,
      ...lifecycle,
      reconcileCapacity,
      restoreVolumes(scope),
      readBill,
      readImages,
      takeSnapshots,
      writeMetrics,
      finishDrills,
    ),
    SnapshotRole: role('snapshot', notify, ...keepSnapshots(scope)),
    SnapshotCompletedRole: role('snapshot-completed', notify, ...finishSnapshots(scope)),
    RestoreDrillRole: role('restore-drill', notify, rehearse(scope)),
    InstanceLaunchRole: role('instance-launch', notify, handleInstanceEvents, ...lifecycle),
    InstanceTerminateRole: role('instance-terminate', notify, handleInstanceEvents, ...lifecycle),
    InstanceInterruptionRole: role('instance-interruption', notify, handleInstanceEvents, ...lifecycle),
  };
};

/** The roles in us-east-1 alone, where the billing metrics are; they stop hosts, and end drills, in every region. */
export const billingRoles: Readonly<Record<`${string}Role`, Role>> = {
  BudgetKillSwitchRole: role('budget-kill-switch', notify, stopHosts({ region: '*' }), stopDrills),
  BudgetNotificationRole: role('budget-notification', notify, stopHosts({ region: '*' }), stopDrills),
};

/** What `serverless.yml` reads by way of `iam.cjs`. */
export default {
  regional: async (variables: Variables) => {
    return renderRoles(
      regionalRoles({
        ...(await readRecordScope(variables)),
        kmsKeys: await readWords(variables, 'kmsKeys'),
        clusters: await readWords(variables, 'clusters'),
        restoreSubnets: await readRestoreSubnets(variables),
        copyRegion: await readText(variables, 'copyRegion'),
        copyKmsKey: await readText(variables, 'copyKmsKey'),
      }),
    );
  },
  billing: renderRoles(billingRoles),
};
