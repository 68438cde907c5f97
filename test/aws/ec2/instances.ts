import type { _InstanceType, EventCode } from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import type { Outages } from './outages.ts';
import { TIMES } from './quotas.ts';

/** What a launch template gives an instance that matters to the simulated one. */
export interface LaunchData {
  /** The script that cloud-init runs. */
  readonly userData: string;
  readonly securityGroupIds: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
}

/** The script is killed while the file system is frozen; cannot reach EC2; is slow before it freezes; does not get the reply. */
type SnapshotFault = 'killed' | 'unreachable' | 'slow' | 'no reply';

/** An instance, with the operating system that runs on it. */
export interface Ec2Instance {
  readonly instanceId: string;
  readonly zone: string;
  readonly launchTime: Date;
  readonly tags: Map<string, string>;
  readonly spot: boolean;
  /** Absent for an instance whose launch template is not simulated. */
  readonly imageId?: string;
  readonly privateIp: string;
  /** Absent for an instance whose launch template is not simulated. */
  readonly launchData?: LaunchData;
  state: 'pending' | 'running' | 'shutting-down' | 'terminated';
  /** Every instance is of one type, unless it was launched by itself. */
  type?: _InstanceType;
  /** Whether it terminates when its operating system shuts down by itself. */
  endsAtShutdown?: boolean;
  /** The name of its instance profile; absent where it has none. */
  profile?: string;
  ip?: string;
  ipv6?: string;
  /** Whether it has a second network interface, with a device index of 1. */
  readonly secondInterface: boolean;
  /** EC2's `StateTransitionReason`: when its termination was requested. */
  reason?: string;
  /** EC2's `StateReason`: what ended it. */
  stateReason?: string;
  /** Whether its operating system responds. A hung one neither runs the unmount script nor unmounts at shutdown. */
  responsive: boolean;
  /** Whether Systems Manager reaches its agent. */
  ssmOnline: boolean;
  /** Whether that agent is older than 3.3.2746.0. */
  ssmOld: boolean;
  /** What goes wrong in its next snapshot script; absent where nothing does. */
  snapshotFault?: SnapshotFault;
  /** What its database answers to a lock; absent where it locks. */
  lockProblem?: string;
  /** When AWS retires it; absent where no retirement is announced. */
  retiredAt?: Date;
  /** The code of that scheduled event; `instance-retirement` unless it is another. */
  scheduledCode?: EventCode;
}

/** The configuration of a new instance. */
export interface Ec2InstanceInput {
  readonly instanceId: string;
  readonly zone: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly spot?: boolean;
  readonly ipv4?: boolean;
  readonly ipv6?: boolean;
  readonly secondInterface?: boolean;
  readonly launchData?: LaunchData | undefined;
  readonly imageId?: string | undefined;
  /** It runs from the start: it was launched long before. */
  readonly running?: boolean;
}

/** Changes of an instance. */
export interface InstanceListeners {
  readonly started: (instance: Ec2Instance) => void;
  /** Its operating system has shut down; a hung one without unmounting. */
  readonly shutDown: (instance: Ec2Instance) => void;
  readonly terminated: (instance: Ec2Instance) => void;
}

/** EC2's text for a termination by request. */
const userInitiated = (at: Date): string => `User initiated (${at.toISOString().slice(0, 19).replace('T', ' ')} GMT)`;

/** The instances of a region. */
export const createInstances = ({
  clock,
  listeners,
  outages,
}: {
  readonly clock: Clock;
  readonly outages: Pick<Outages, 'isDown'>;
  readonly listeners: InstanceListeners;
}) => {
  const instances = new Map<string, Ec2Instance>();
  let addresses = 0;

  /** The next public IPv4 address, from the range that is reserved for benchmarks. */
  const nextAddress = (): string => {
    addresses += 1;
    return `198.${18 + (addresses >> 16)}.${(addresses >> 8) % 256}.${addresses % 256}`;
  };

  const markRunning = (instance: Ec2Instance): void => {
    instance.state = 'running';
    listeners.started(instance);
  };

  return {
    get: (instanceId: string): Ec2Instance | undefined => instances.get(instanceId),
    all: (): readonly Ec2Instance[] => [...instances.values()],
    nextAddress,
    launch: ({
      instanceId,
      zone,
      tags,
      spot = false,
      ipv4 = true,
      ipv6 = false,
      secondInterface = false,
      launchData,
      imageId,
      running = false,
    }: Ec2InstanceInput): Ec2Instance => {
      const ip = nextAddress();
      const instance: Ec2Instance = {
        instanceId,
        zone,
        launchTime: clock.now(),
        tags: new Map(Object.entries({ ...launchData?.tags, ...tags })),
        spot,
        privateIp: `10.0.0.${(addresses % 250) + 4}`,
        state: 'pending',
        ...(ipv4 && { ip }),
        secondInterface,
        ...(launchData && { launchData }),
        ...(imageId !== undefined && { imageId }),
        ...(ipv6 && { ipv6: `2001:db8::${drawId(clock).slice(-8).replace(/^..../, '$&:')}` }),
        responsive: true,
        ssmOnline: true,
        ssmOld: false,
      };
      instances.set(instanceId, instance);
      if (running) markRunning(instance);
      else
        clock.after(clock.drawMilliseconds(TIMES.boot.seconds), () => {
          if (instance.state === 'pending') markRunning(instance);
        });
      return instance;
    },
    /** Terminates an instance: its operating system shuts down, then it is terminated. EC2 describes it for an hour. */
    terminate: (instanceId: string, stateReason = 'Client.UserInitiatedShutdown: User initiated shutdown'): void => {
      const instance = instances.get(instanceId);
      if (!instance || instance.state === 'shutting-down' || instance.state === 'terminated') return;
      instance.state = 'shutting-down';
      instance.reason = userInitiated(clock.now());
      instance.stateReason = stateReason;
      clock.after(clock.drawMilliseconds(TIMES.shutdown.seconds), () => {
        if (outages.isDown(instance.zone)) return;
        listeners.shutDown(instance);
        clock.after(clock.drawMilliseconds(TIMES.termination.seconds), () => {
          instance.state = 'terminated';
          delete instance.ip;
          delete instance.ipv6;
          listeners.terminated(instance);
          clock.after(1000 * TIMES.describedAfterEnd.seconds[0], () => instances.delete(instanceId));
        });
      });
    },
  };
};

export type Instances = ReturnType<typeof createInstances>;
