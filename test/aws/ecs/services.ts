import type { Clock } from '../clock.ts';
import { drawHex } from '../ids.ts';
import type { Member, Members } from './members.ts';
import { TIMES } from './quotas.ts';
import type { Container, Task } from './task.ts';

/** A service that keeps a task on each instance of its cluster. */
export interface SimulatedService {
  readonly cluster: string;
  /** The ARN of its task definition. */
  readonly taskDefinition: string;
  readonly containers: readonly Container[];
  /** Has a group launch an instance for a task that finds none; absent for a daemon, which waits for one. */
  readonly scaleOut?: () => void;
}

/** Tasks that were placed by a service take this long to stop once their instance drains, in seconds. */
export const STOP_SECONDS = 10;

/** The services of a region. One task at most is on an instance: it takes ports of the host. */
export const createEcsServices = ({ clock, members }: { readonly clock: Clock; readonly members: Members }) => {
  const services: SimulatedService[] = [];

  /** Has the service of its cluster start a task on an instance that has none. */
  const place = (member: Member): void =>
    clock.after(clock.drawMilliseconds(TIMES.startTask.seconds), () => {
      const service = services.find(({ cluster }) => cluster === member.cluster);
      if (!service || member.status !== 'ACTIVE' || member.runningTasks > 0) return;
      member.task = {
        arn: `${member.arn.replace(':container-instance/', ':task/').replace(/[^/]+$/, '')}${drawHex(clock, 32)}`,
        definition: service.containers,
        definitionArn: service.taskDefinition,
        running: new Set(service.containers.map(({ name }) => name)),
      };
      member.runningTasks = 1;
    });

  /** Managed scaling, which looks every minute for a task that has no instance. */
  const scaleOut = (service: SimulatedService): void =>
    clock.after(clock.drawMilliseconds(TIMES.scaleOut.seconds), () => {
      const isPlaced = members.all().some(({ cluster, status }) => cluster === service.cluster && status === 'ACTIVE');
      if (!isPlaced) service.scaleOut?.();
      scaleOut(service);
    });

  /** The task that a service runs on an instance; `undefined` while there is none. */
  const taskOn = (instanceId: string): Task | undefined => {
    const member = members.latest(instanceId);
    return member && member.runningTasks > 0 ? member.task : undefined;
  };

  return {
    place,
    taskOn,
    all: (): readonly SimulatedService[] => services,
    create: (service: SimulatedService): void => {
      services.push(service);
      if (service.scaleOut) scaleOut(service);
      for (const member of members.all()) if (member.cluster === service.cluster) place(member);
    },
    /** Ends a container of the task on an instance. The task ends with one that is essential, and its service starts another. */
    killContainer: (instanceId: string, name: string): void => {
      const task = taskOn(instanceId);
      const member = members.latest(instanceId);
      const container = task?.definition.find((candidate) => candidate.name === name);
      if (!task || !member || !container) throw new Error(`No container ${name} runs on ${instanceId}.`);
      task.running.delete(name);
      if (!container.essential) return;
      member.runningTasks = 0;
      place(member);
    },
  };
};
