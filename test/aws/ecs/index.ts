import type * as sdk from '@aws-sdk/client-ecs';

import type { Clock } from '../clock.ts';
import { type AuthorizationRequest, ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';

const API = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference';

/** How many container instances at once. */
const LIMITS = {
  page: { max: 100, page: `${API}/API_ListContainerInstances.html` },
  described: { max: 100, page: `${API}/API_DescribeContainerInstances.html` },
  updated: { max: 10, page: `${API}/API_UpdateContainerInstancesState.html` },
} as const;

/** An EC2 instance in a cluster. */
interface Member {
  readonly cluster: string;
  readonly instanceId: string;
  readonly arn: string;
  readonly registeredAt: Date;
  readonly stopSeconds: number;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  runningTasks: number;
}

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** A cluster by its name or its ARN; `default` where none is named. */
const clusterName = (given = 'default'): string => given.split('/').at(-1) ?? '';

/** The instances that a filter names. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html */
const instanceIdsInFilter = (filter: string): readonly string[] => {
  const [, list] = /^\s*ec2InstanceId\s+in\s*\[([^\]]*)\]\s*$/.exec(filter) ?? [];
  if (list === undefined) throw new Error(`the world does not know the filter ${filter}`);
  return list.split(',').map((one) => one.trim().replaceAll("'", ''));
};

/** ECS of one region: clusters, and the EC2 instances in them. */
export const createEcs = ({ clock, region }: { readonly clock: Clock; readonly region: string }) => {
  const members: Member[] = [];
  const clusters = new Set<string>();

  const arnOf = (kind: 'cluster' | 'container-instance', path: string): string =>
    `arn:aws:ecs:${region}:${ACCOUNT}:${kind}/${path}`;
  const requireCluster = (given: string | undefined): string => {
    const cluster = clusterName(given);
    if (!clusters.has(cluster)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster;
  };
  const latestMember = (instanceId: string): Member | undefined =>
    members.findLast((one) => one.instanceId === instanceId);

  /** A container instance may be named by its ARN or its id. */
  const fullArn = (cluster: string, given: string): string =>
    given.startsWith('arn:') ? given : arnOf('container-instance', `${cluster}/${given}`);
  const instancesAuthorization = (
    given: string | undefined,
    named: readonly string[] = [],
  ): readonly AuthorizationRequest[] => {
    const cluster = clusterName(given);
    const context = { 'ecs:cluster': arnOf('cluster', cluster) };
    return named.map((one) => ({ resource: fullArn(cluster, one), context }));
  };

  /** What of these is there, and what is not. */
  const selectMembers = (given: string | undefined, named: readonly string[] = [], maxItems: number) => {
    const cluster = requireCluster(given);
    if (named.length === 0) throw invalid('Container instances cannot be empty.');
    if (named.length > maxItems) throw invalid(`instanceIds can have at most ${maxItems} items.`);
    const lookups = named.map((one) => {
      const arn = fullArn(cluster, one);
      const [, arnCluster = ''] = /container-instance\/([^/]+)\//.exec(arn) ?? [];
      if (arnCluster !== cluster) throw invalid(`Identifier is for cluster ${arnCluster}. Your cluster is ${cluster}`);
      return { arn, member: members.find((other) => other.arn === arn) };
    });
    const failures: sdk.Failure[] = lookups
      .filter(({ member }) => !member)
      .map(({ arn }) => ({ arn, reason: 'MISSING' }));
    return { found: lookups.flatMap(({ member }) => member ?? []), failures };
  };
  const toSdkContainerInstance = (member: Member): sdk.ContainerInstance => ({
    containerInstanceArn: member.arn,
    ec2InstanceId: member.instanceId,
    status: member.status,
    agentConnected: member.status !== 'INACTIVE',
    runningTasksCount: member.runningTasks,
    pendingTasksCount: 0,
    registeredAt: new Date(member.registeredAt),
  });

  const ListContainerInstances: Operation<sdk.ListContainerInstancesRequest, sdk.ListContainerInstancesResponse> = {
    authorization: ({ cluster }) => [{ resource: arnOf('cluster', clusterName(cluster)) }],
    handle: ({ cluster, filter, status, nextToken, maxResults = LIMITS.page.max }) => {
      const name = requireCluster(cluster);
      if (maxResults < 1 || maxResults > LIMITS.page.max)
        throw invalid(`Invalid maxResults. Must be between 1 and ${LIMITS.page.max}.`);
      const named = filter === undefined ? undefined : instanceIdsInFilter(filter);
      const all = members.filter(
        (one) =>
          one.cluster === name &&
          (status === undefined ? one.status !== 'INACTIVE' : one.status === status) &&
          (named?.includes(one.instanceId) ?? true),
      );
      const arns = all.map(({ arn }) => arn).toSorted();
      // The token names the last of the page before, which may have gone since.
      const after = nextToken === undefined ? '' : Buffer.from(nextToken, 'base64').toString();
      if (nextToken !== undefined && !after.startsWith('arn:')) throw invalid('Invalid token.');
      const left = arns.filter((arn) => arn > after);
      const containerInstanceArns = left.slice(0, maxResults);
      const last = containerInstanceArns.at(-1);
      return {
        containerInstanceArns,
        ...(last !== undefined && left.length > maxResults && { nextToken: Buffer.from(last).toString('base64') }),
      };
    },
  };

  const DescribeContainerInstances: Operation<
    sdk.DescribeContainerInstancesRequest,
    sdk.DescribeContainerInstancesResponse
  > = {
    authorization: ({ cluster, containerInstances }) => instancesAuthorization(cluster, containerInstances),
    handle: ({ cluster, containerInstances }) => {
      const { found, failures } = selectMembers(cluster, containerInstances, LIMITS.described.max);
      return { containerInstances: found.map(toSdkContainerInstance), failures };
    },
  };

  const UpdateContainerInstancesState: Operation<
    sdk.UpdateContainerInstancesStateRequest,
    sdk.UpdateContainerInstancesStateResponse
  > = {
    authorization: ({ cluster, containerInstances }) => instancesAuthorization(cluster, containerInstances),
    handle: ({ cluster, containerInstances, status }) => {
      if (status !== 'ACTIVE' && status !== 'DRAINING')
        throw invalid('Container instance status should be one of [ACTIVE,DRAINING]');
      const { found, failures } = selectMembers(cluster, containerInstances, LIMITS.updated.max);
      const registered = found.filter((member) => member.status !== 'INACTIVE');
      const inactive = found.filter((member) => member.status === 'INACTIVE');
      for (const member of registered) {
        if (status === 'DRAINING' && member.status === 'ACTIVE')
          clock.after(1000 * member.stopSeconds, () => {
            if (member.status === 'DRAINING') member.runningTasks = 0;
          });
        member.status = status;
      }
      return {
        containerInstances: registered.map(toSdkContainerInstance),
        failures: [...failures, ...inactive.map(({ arn }) => ({ arn, reason: 'INACTIVE' }))],
      };
    },
  };

  return {
    service: { ListContainerInstances, DescribeContainerInstances, UpdateContainerInstancesState } satisfies Service,
    /**
     * An EC2 instance joins a cluster, which is there from then on, and services run tasks on it. Drained, they all end
     * after `stopSeconds`: by default a container is killed after 30. `Infinity` for tasks that no service may stop.
     */
    register: (
      cluster: string,
      instanceId: string,
      { tasks, stopSeconds }: { readonly tasks: number; readonly stopSeconds: number },
    ): void => {
      clusters.add(cluster);
      const id = Array.from({ length: 32 }, () => Math.floor(clock.random() * 16).toString(16)).join('');
      const arn = arnOf('container-instance', `${cluster}/${id}`);
      const registeredAt = clock.now();
      members.push({ cluster, instanceId, arn, registeredAt, stopSeconds, status: 'ACTIVE', runningTasks: tasks });
    },
    /** The EC2 instance is gone: ECS lists it no more, and describes it a while longer as inactive. */
    deregister: (instanceId: string): void => {
      const member = latestMember(instanceId);
      if (member) Object.assign(member, { status: 'INACTIVE', runningTasks: 0 });
    },
    /** Docker was stopped on the instance, and no task runs there any more. */
    stopTasks: (instanceId: string): void => {
      const member = latestMember(instanceId);
      if (member) member.runningTasks = 0;
    },
    /** What ECS knows of an EC2 instance. */
    containerInstance: (instanceId: string) => {
      const member = latestMember(instanceId);
      if (!member) return undefined;
      const { arn, status, runningTasks, cluster } = member;
      return { arn, status, runningTasks, cluster };
    },
  };
};
