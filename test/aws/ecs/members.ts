import type { Clock } from '../clock.ts';
import { drawHex } from '../ids.ts';
import { ACCOUNT } from '../operation.ts';
import type { Task } from './task.ts';

/** A container instance: an EC2 instance that is registered in a cluster. */
export interface Member {
  readonly cluster: string;
  readonly instanceId: string;
  readonly arn: string;
  readonly registeredAt: Date;
  /** How long its tasks take to stop once it drains, in seconds. */
  readonly stopSeconds: number;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  runningTasks: number;
  /** The last task that a service placed here; it runs while `runningTasks` is not 0. */
  task?: Task;
}

/** The ARN of a cluster, or of a container instance or a task, whose path is `<cluster>/<id>`. */
export const arnOf = (region: string, kind: 'cluster' | 'container-instance' | 'task', path: string): string =>
  `arn:aws:ecs:${region}:${ACCOUNT}:${kind}/${path}`;

/** The name of a cluster that is given by its name or its ARN; `default` where none is given. */
export const clusterName = (nameOrArn = 'default'): string => nameOrArn.split('/').at(-1) ?? '';

/** The ARN of a container instance or a task that is given by its ARN or its id. */
export const fullArn = (
  region: string,
  kind: 'container-instance' | 'task',
  cluster: string,
  idOrArn: string,
): string => (idOrArn.startsWith('arn:') ? idOrArn : arnOf(region, kind, `${cluster}/${idOrArn}`));

/** The container instances of a region. */
export const createMembers = ({ clock, region }: { readonly clock: Clock; readonly region: string }) => {
  const members: Member[] = [];
  const clusters = new Set<string>();
  const latest = (instanceId: string): Member | undefined =>
    members.findLast((member) => member.instanceId === instanceId);

  return {
    all: (): readonly Member[] => members,
    get: (arn: string): Member | undefined => members.find((member) => member.arn === arn),
    latest,
    createCluster: (cluster: string): void => void clusters.add(cluster),
    hasCluster: (cluster: string): boolean => clusters.has(cluster),
    /**
     * Registers an EC2 instance in a cluster, which is created if it does not exist, and starts tasks on it. Drained, all
     * of them stop after `stopSeconds`: by default ECS kills a container after 30. `Infinity` for tasks that never stop.
     */
    register: (
      cluster: string,
      instanceId: string,
      { tasks, stopSeconds }: { readonly tasks: number; readonly stopSeconds: number },
    ): Member => {
      clusters.add(cluster);
      const arn = arnOf(region, 'container-instance', `${cluster}/${drawHex(clock, 32)}`);
      const registeredAt = clock.now();
      const member: Member = {
        cluster,
        instanceId,
        arn,
        registeredAt,
        stopSeconds,
        status: 'ACTIVE',
        runningTasks: tasks,
      };
      members.push(member);
      return member;
    },
    /** Deregisters a terminated EC2 instance: ECS no longer lists it, and describes it as inactive. */
    deregister: (instanceId: string): void => {
      const member = latest(instanceId);
      if (member) Object.assign(member, { status: 'INACTIVE', runningTasks: 0 });
    },
    /** Stops every task of an EC2 instance, as a stop of Docker does. */
    stopTasks: (instanceId: string): void => {
      const member = latest(instanceId);
      if (member) member.runningTasks = 0;
    },
    /** The container instance of an EC2 instance; `undefined` for one that never registered. */
    describe: (instanceId: string) => {
      const member = latest(instanceId);
      if (!member) return undefined;
      const { arn, status, runningTasks, cluster } = member;
      return { arn, status, runningTasks, cluster };
    },
  };
};

export type Members = ReturnType<typeof createMembers>;
