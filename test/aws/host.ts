import type { Groups } from './autoscaling/groups.ts';
import type { Clock } from './clock.ts';
import { formattedDisk } from './ec2/disk.ts';
import type { Ec2Instance, Instances } from './ec2/instances.ts';
import { runDrillScript } from './drill-script.ts';
import { TIMES } from './ec2/quotas.ts';
import type { Ec2Listeners } from './ec2/state.ts';
import type { Attachment, Volume, Volumes } from './ec2/volumes.ts';
import type { SimulatedEcs } from './ecs/index.ts';
import { TIMES as ECS_TIMES } from './ecs/quotas.ts';
import type { RegionContext } from './service.ts';
import { createSnapshotScripts, watchdogOf } from './snapshot-script.ts';
import type { InstanceAgents } from './ssm/agents.ts';
import type { Script } from './ssm/documents.ts';
import { UNMOUNT_OUTCOMES } from './unmount-outcomes.ts';
import { type HostSetup, readUserData } from './user-data.ts';

/** How a host behaves on its instance: what its user data, its ECS agent and its Systems Manager agent do. */

/** The services that a host talks to. */
export interface HostPeers {
  readonly autoscaling: { readonly groups: Groups };
  readonly ec2: { readonly instances: Instances; readonly volumes: Volumes };
  readonly ecs: SimulatedEcs;
}

/** Two tasks run on each host; drained, they end within ten seconds. */
const TASKS = { tasks: 2, stopSeconds: 10 } as const;

/** The script takes longer than any limit: a process that never ends keeps the files of the volume open. */
const HUNG_SCRIPT = { seconds: 3600, exitCode: 1 } as const;

/**
 * What the unit of the user data makes of a disk: whether it is the host's own. A blank one becomes that where it may be
 * formatted. infra/host/user-data/data-volume.sh is the real one.
 */
const recognizes = (unit: NonNullable<HostSetup['unit']>, volume: Volume, at: Date): boolean => {
  const { label, owner, formatsBlank } = unit;
  if (!volume.fileSystem && formatsBlank) {
    volume.fileSystem = { label, owner, files: new Map() };
    volume.data = formattedDisk(volume.volumeId, { label, at });
  }
  return volume.fileSystem?.label === label && volume.fileSystem.owner === owner;
};

/** The hosts whose user data is simulated: they boot, wait for their disk, and join their cluster. */
const createBoot = (clock: Clock, peers: HostPeers) => {
  /** By instance, once its user data has run. */
  const booted = new Map<string, HostSetup>();

  /** Docker and the ECS agent start. */
  const startAgent = (instance: Ec2Instance, { cluster }: HostSetup): void =>
    clock.after(clock.drawMilliseconds(ECS_TIMES.join.seconds), () => {
      if (instance.state === 'running') peers.ecs.join(cluster, instance.instanceId);
    });

  /** An instance that ends itself: its shutdown terminates it, where it was launched so. */
  const endLater = (instance: Ec2Instance, { shutdownMinutes }: HostSetup): void => {
    if (shutdownMinutes === undefined || instance.endsAtShutdown !== true) return;
    clock.after(60_000 * shutdownMinutes, () =>
      peers.ec2.instances.terminate(
        instance.instanceId,
        'Client.InstanceInitiatedShutdown: Instance initiated shutdown',
      ),
    );
  };

  return {
    begin: (instance: Ec2Instance, userData: string): void =>
      clock.after(clock.drawMilliseconds(TIMES.userData.seconds), () => {
        const setup = readUserData(userData);
        endLater(instance, setup);
        booted.set(instance.instanceId, setup);
        if (!setup.waitsForVolume) startAgent(instance, setup);
        for (const { attachment } of peers.ec2.volumes.attachedTo(instance.instanceId))
          if (attachment) peers.ec2.volumes.mount(attachment);
      }),
    mounts: (instance: Ec2Instance, volume: Volume): boolean => {
      const setup = booted.get(instance.instanceId);
      if (!setup?.unit || !recognizes(setup.unit, volume, clock.now())) return false;
      if (setup.waitsForVolume) startAgent(instance, setup);
      return true;
    },
  };
};

/**
 * A host whose user data is simulated does what that says; any other joins the cluster that its group's tag names. It leaves
 * the cluster at its end; Auto Scaling then finds it missing.
 */
export const hostListeners = (clock: Clock, peers: HostPeers): Ec2Listeners => {
  const boot = createBoot(clock, peers);
  return {
    started: (instance) => {
      const { instanceId, tags, launchData } = instance;
      if (launchData) return boot.begin(instance, launchData.userData);
      const group = peers.autoscaling.groups.get(tags.get('aws:autoscaling:groupName') ?? '');
      const cluster = group?.tags.get('hostkeeper:cluster');
      if (cluster !== undefined) peers.ecs.register(cluster, instanceId, TASKS);
    },
    mounts: (instance, volume) => instance.launchData === undefined || boot.mounts(instance, volume),
    shutDown: ({ instanceId }) => peers.ecs.stopTasks(instanceId),
    terminated: ({ instanceId }) => {
      peers.ecs.deregister(instanceId);
      peers.autoscaling.groups.replaceMissing(instanceId);
    },
  };
};

const notConnected = (): Promise<never> => Promise.reject(new Error('This host has no network.'));

/** What an operator runs. */
const OTHER_SCRIPT = { seconds: 1, exitCode: 0 } as const;

/** The values that a script has: they stand in variables, or in its first line where the agent pasted them. */
const valuesOf = ({ commands: [first = ''], environment }: Script): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    [...first.matchAll(/\b(SSM_\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  ),
  ...environment,
});

/** What the unmount script finds on a host. */
const whatTheScriptFinds = (attachment: Attachment | undefined): keyof typeof UNMOUNT_OUTCOMES => {
  if (attachment?.state !== 'attached') return 'absent';
  if (attachment.pinned) return 'in use';
  return attachment.mounted ? 'mounted' : 'not mounted';
};

/**
 * The agents of a region's hosts. They run the unmount script: the device nodes go, containers stop, and the volume is
 * unmounted, as `UNMOUNT_OUTCOMES` says. They also run the snapshot script.
 */
export const hostAgents = ({
  clock,
  makeRequest = notConnected,
  peers: { ec2, ecs },
}: Pick<RegionContext, 'makeRequest'> & {
  readonly clock: Clock;
  readonly peers: {
    readonly ec2: {
      readonly instances: Instances;
      readonly volumes: Volumes;
      readonly isZoneDown: (zone: string) => boolean;
    };
    readonly ecs: SimulatedEcs;
  };
}): InstanceAgents => {
  const runSnapshotScript = createSnapshotScripts(clock, () => ec2.volumes, makeRequest);
  return {
    tagsOf: (instanceId) => Object.fromEntries(ec2.instances.get(instanceId)?.tags ?? []),
    isOnline: (instanceId) => {
      const instance = ec2.instances.get(instanceId);
      return instance?.state === 'running' && instance.ssmOnline;
    },
    isOld: (instanceId) => ec2.instances.get(instanceId)?.ssmOld ?? false,
    run: (instanceId, script) => {
      const instance = ec2.instances.get(instanceId);
      if (instance?.state !== 'running') return undefined;
      if (!instance.responsive || ec2.isZoneDown(instance.zone)) return HUNG_SCRIPT;
      const values = valuesOf(script);
      const { SSM_VolumeId: volumeId, SSM_Quiesce: quiesce = '', SSM_Until: until, SSM_Url: url } = values;
      const disk = ec2.volumes.attachedTo(instanceId).find((volume) => volume.volumeId === volumeId);
      if (url !== undefined) {
        const watchdog = watchdogOf(script.commands);
        return { end: runSnapshotScript(instance, disk, { quiesce, until: Number(until), url, watchdog }) };
      }
      if (values['SSM_DataPath'] !== undefined) return runDrillScript(clock, disk, values);
      if (!script.commands.join('\n').includes('umount')) return OTHER_SCRIPT;
      const { attachment } = disk ?? {};
      const { exitCode, mountableAfterwards } = UNMOUNT_OUTCOMES[whatTheScriptFinds(attachment)];
      if (attachment) attachment.mountable &&= mountableAfterwards;
      const milliseconds = clock.drawMilliseconds(TIMES.unmount.seconds);
      clock.after(milliseconds, () => {
        ecs.stopTasks(instanceId);
        if (exitCode === 0) ec2.volumes.unmount(instanceId);
      });
      return { seconds: milliseconds / 1000 + 0.01, exitCode };
    },
  };
};
