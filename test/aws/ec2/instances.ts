import { TIMES } from '../quotas.ts';
import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';

/** An instance as EC2 has it, with the operating system that runs on it. */
export interface Ec2Instance {
  readonly instanceId: string;
  readonly zone: string;
  readonly launchTime: Date;
  readonly tags: Map<string, string>;
  readonly spot: boolean;
  readonly privateIp: string;
  state: 'pending' | 'running' | 'shutting-down' | 'terminated';
  ip?: string;
  ipv6?: string;
  /** When EC2 was told to end it, in EC2's words. */
  reason?: string;
  /** Whether its operating system obeys: it unmounts when told, or when it is shut down. A hung one does neither. */
  responsive: boolean;
  /** Whether Systems Manager reaches it. */
  ssmOnline: boolean;
  /** When AWS retires it, where it has said so. */
  retiredAt?: Date;
}

/** What a machine is made with. */
export interface Ec2InstanceInput {
  readonly instanceId: string;
  readonly zone: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly spot?: boolean;
  readonly ipv6?: boolean;
  /** It is there already, and did not just begin. */
  readonly running?: boolean;
}

/** What happens around a machine. */
export interface InstanceListeners {
  readonly started: (machine: Ec2Instance) => void;
  /** Its operating system has shut down; where it did not obey, without a word. */
  readonly shutDown: (machine: Ec2Instance) => void;
  readonly terminated: (machine: Ec2Instance) => void;
}

/** The words in which EC2 says when an instance was ended. */
const userInitiated = (at: Date): string => `User initiated (${at.toISOString().slice(0, 19).replace('T', ' ')} GMT)`;

/** The machines of a region. */
export const createInstances = ({
  clock,
  listeners,
}: {
  readonly clock: Clock;
  readonly listeners: InstanceListeners;
}) => {
  const instances = new Map<string, Ec2Instance>();
  let addresses = 0;

  /** Addresses are given out one after the other, and again long after they came back. */
  const nextAddress = (): string => {
    addresses += 1;
    return `198.${18 + (addresses >> 16)}.${(addresses >> 8) % 256}.${addresses % 256}`;
  };

  const markRunning = (machine: Ec2Instance): void => {
    machine.state = 'running';
    listeners.started(machine);
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
      ipv6 = false,
      running = false,
    }: Ec2InstanceInput): Ec2Instance => {
      const ip = nextAddress();
      const machine: Ec2Instance = {
        instanceId,
        zone,
        launchTime: clock.now(),
        tags: new Map(Object.entries(tags)),
        spot,
        privateIp: `10.0.0.${(addresses % 250) + 4}`,
        state: 'pending',
        ip,
        ...(ipv6 && { ipv6: `2001:db8::${drawId(clock).slice(-4)}` }),
        responsive: true,
        ssmOnline: true,
      };
      instances.set(instanceId, machine);
      if (running) markRunning(machine);
      else
        clock.after(clock.drawMilliseconds(TIMES.boot.seconds), () => {
          if (machine.state === 'pending') markRunning(machine);
        });
      return machine;
    },
    /** Ends a machine: it shuts down, and then is gone; EC2 tells of it for an hour. */
    terminate: (instanceId: string): void => {
      const machine = instances.get(instanceId);
      if (!machine || machine.state === 'shutting-down' || machine.state === 'terminated') return;
      machine.state = 'shutting-down';
      machine.reason = userInitiated(clock.now());
      clock.after(clock.drawMilliseconds(TIMES.shutdown.seconds), () => {
        listeners.shutDown(machine);
        clock.after(clock.drawMilliseconds(TIMES.termination.seconds), () => {
          machine.state = 'terminated';
          delete machine.ip;
          delete machine.ipv6;
          listeners.terminated(machine);
          clock.after(1000 * TIMES.describedAfterEnd.seconds[0], () => instances.delete(instanceId));
        });
      });
    },
  };
};

export type Instances = ReturnType<typeof createInstances>;
