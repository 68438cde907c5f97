import { TIMES } from '../aws.ts';
import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';

/** An instance as EC2 has it, with the operating system that runs on it. */
export interface Machine {
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
  obeys: boolean;
  /** Whether Systems Manager reaches it. */
  agent: boolean;
  /** When AWS retires it, where it has said so. */
  retiredAt?: Date;
}

/** What a machine is made with. */
export interface MachineInput {
  readonly instanceId: string;
  readonly zone: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly spot?: boolean;
  readonly ipv6?: boolean;
  /** It is there already, and did not just begin. */
  readonly running?: boolean;
}

/** What happens around a machine. */
export interface Neighbours {
  readonly started: (machine: Machine) => void;
  /** Its operating system has shut down; where it did not obey, without a word. */
  readonly shutDown: (machine: Machine) => void;
  readonly terminated: (machine: Machine) => void;
}

/** The words in which EC2 says when an instance was ended. */
const userInitiated = (at: Date): string => `User initiated (${at.toISOString().slice(0, 19).replace('T', ' ')} GMT)`;

/** The machines of a region. */
export const createMachines = ({ clock, neighbours }: { readonly clock: Clock; readonly neighbours: Neighbours }) => {
  const machines = new Map<string, Machine>();
  let addresses = 0;

  /** Addresses are given out one after the other, and again long after they came back. */
  const nextAddress = (): string => {
    addresses += 1;
    return `198.${18 + (addresses >> 16)}.${(addresses >> 8) % 256}.${addresses % 256}`;
  };

  const run = (machine: Machine): void => {
    machine.state = 'running';
    neighbours.started(machine);
  };

  return {
    get: (instanceId: string): Machine | undefined => machines.get(instanceId),
    all: (): readonly Machine[] => [...machines.values()],
    nextAddress,
    launch: ({ instanceId, zone, tags, spot = false, ipv6 = false, running = false }: MachineInput): Machine => {
      const ip = nextAddress();
      const machine: Machine = {
        instanceId,
        zone,
        launchTime: clock.now(),
        tags: new Map(Object.entries(tags)),
        spot,
        privateIp: `10.0.0.${(addresses % 250) + 4}`,
        state: 'pending',
        ip,
        ...(ipv6 && { ipv6: `2001:db8::${drawId(clock).slice(-4)}` }),
        obeys: true,
        agent: true,
      };
      machines.set(instanceId, machine);
      if (running) run(machine);
      else
        clock.after(clock.within(TIMES.boot.seconds), () => {
          if (machine.state === 'pending') run(machine);
        });
      return machine;
    },
    /** Ends a machine: it shuts down, and then is gone; EC2 tells of it for an hour. */
    terminate: (instanceId: string): void => {
      const machine = machines.get(instanceId);
      if (!machine || machine.state === 'shutting-down' || machine.state === 'terminated') return;
      machine.state = 'shutting-down';
      machine.reason = userInitiated(clock.now());
      clock.after(clock.within(TIMES.shutdown.seconds), () => {
        neighbours.shutDown(machine);
        clock.after(clock.within(TIMES.termination.seconds), () => {
          machine.state = 'terminated';
          delete machine.ip;
          delete machine.ipv6;
          neighbours.terminated(machine);
          clock.after(1000 * TIMES.remembered.seconds[0], () => machines.delete(instanceId));
        });
      });
    },
  };
};

export type Machines = ReturnType<typeof createMachines>;
