import * as client from '@aws-sdk/client-ecs';

import type { Clock } from '../clock.ts';
import { notSimulated } from '../not-simulated.ts';
import { type AuthorizationRequest, AwsError, type Operation, type Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import { BUCKETS, LIMITS } from './quotas.ts';
import { createEcsServices, STOP_SECONDS } from './services.ts';
import { createTaskOperations } from './task-operations.ts';
import { arnOf, clusterName, createMembers, fullArn, type Member } from './members.ts';

const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/**
 * The EC2 instances that a filter names. Throws for any other filter, and for what is none.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html
 */
const instanceIdsInFilter = (filter: string): readonly string[] => {
  if (!/^\s*!?\(?[\w:.-]+(\s*(==|!=|=~|!~|<=?|>=?)|\s+(in|not_in|exists|!exists)\b)/.test(filter))
    throw invalid(`Invalid filter: ${filter}`);
  const [, one, several] = /^\s*ec2InstanceId\s*(?:==\s*([\w'-]+)|in\s*\[([^\]]*)\])\s*$/.exec(filter) ?? [];
  const list = one ?? several;
  if (list === undefined) throw notSimulated(`the filter "${filter}" of ECS`);
  return list.split(',').map((item) => item.trim().replaceAll("'", ''));
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html */
const STATUSES: ReadonlySet<string> = new Set([
  'ACTIVE',
  'DRAINING',
  'REGISTERING',
  'DEREGISTERING',
  'REGISTRATION_FAILED',
]);

/** A container instance as ECS describes it. */
const toSdkContainerInstance = (member: Member): client.ContainerInstance => ({
  containerInstanceArn: member.arn,
  ec2InstanceId: member.instanceId,
  status: member.status,
  agentConnected: member.status !== 'INACTIVE',
  runningTasksCount: member.runningTasks,
  pendingTasksCount: 0,
  registeredAt: new Date(member.registeredAt),
});

/** ECS of one region: clusters, and the EC2 instances that are registered in them. */
export const createEcs = ({ clock, region }: { readonly clock: Clock; readonly region: string }) => {
  const members = createMembers({ clock, region });
  const services = createEcsServices({ clock, members });

  const requireCluster = (nameOrArn: string | undefined): string => {
    const cluster = clusterName(nameOrArn);
    if (!members.hasCluster(cluster)) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
    return cluster;
  };
  const instancesAuthorization = (
    nameOrArn: string | undefined,
    idsOrArns: readonly string[] = [],
  ): readonly AuthorizationRequest[] => {
    const cluster = clusterName(nameOrArn);
    const context = { 'ecs:cluster': arnOf(region, 'cluster', cluster) };
    return idsOrArns.map((idOrArn) => ({ resource: fullArn(region, 'container-instance', cluster, idOrArn), context }));
  };

  /** The named container instances of a cluster, and a failure for each that is unknown. */
  const selectMembers = (nameOrArn: string | undefined, idsOrArns: readonly string[] = [], maxItems: number) => {
    const cluster = requireCluster(nameOrArn);
    if (idsOrArns.length === 0) throw invalid('Container instances cannot be empty.');
    if (idsOrArns.length > maxItems) throw invalid(`instanceIds can have at most ${maxItems} items.`);
    const lookups = idsOrArns.map((idOrArn) => {
      const arn = fullArn(region, 'container-instance', cluster, idOrArn);
      const [, arnCluster = ''] = /container-instance\/([^/]+)\//.exec(arn) ?? [];
      if (arnCluster !== cluster) throw invalid(`Identifier is for cluster ${arnCluster}. Your cluster is ${cluster}`);
      return { arn, member: members.get(arn) };
    });
    const failures: client.Failure[] = lookups
      .filter(({ member }) => !member)
      .map(({ arn }) => ({ arn, reason: 'MISSING' }));
    return { selected: lookups.flatMap(({ member }) => member ?? []), failures };
  };

  const ListContainerInstances: Operation<client.ListContainerInstancesRequest, client.ListContainerInstancesResponse> =
    {
      authorization: ({ cluster }) => [{ resource: arnOf(region, 'cluster', clusterName(cluster)) }],
      handle: ({ cluster, filter, status, nextToken, maxResults = LIMITS.page.max }) => {
        const name = requireCluster(cluster);
        if (status !== undefined && !STATUSES.has(status)) throw invalid(`Invalid status: ${status}`);
        if (maxResults < 1 || maxResults > LIMITS.page.max)
          throw invalid(`Invalid maxResults. Must be between 1 and ${LIMITS.page.max}.`);
        const instanceIds = filter === undefined ? undefined : instanceIdsInFilter(filter);
        const arns = members
          .all()
          .filter((member) => member.cluster === name)
          .filter((member) => (status === undefined ? member.status !== 'INACTIVE' : member.status === status))
          .filter(({ instanceId }) => instanceIds?.includes(instanceId) ?? true)
          .map(({ arn }) => arn)
          .toSorted();
        // The token names the last instance of the previous page, which may have been deregistered since.
        const after = nextToken === undefined ? '' : Buffer.from(nextToken, 'base64').toString();
        if (nextToken !== undefined && !after.startsWith('arn:')) throw invalid('Invalid token.');
        const remaining = arns.filter((arn) => arn > after);
        const containerInstanceArns = remaining.slice(0, maxResults);
        const last = containerInstanceArns.at(-1);
        return {
          containerInstanceArns,
          ...(last !== undefined &&
            remaining.length > maxResults && { nextToken: Buffer.from(last).toString('base64') }),
        };
      },
    };

  const DescribeContainerInstances: Operation<
    client.DescribeContainerInstancesRequest,
    client.DescribeContainerInstancesResponse
  > = {
    authorization: ({ cluster, containerInstances }) => instancesAuthorization(cluster, containerInstances),
    handle: ({ cluster, containerInstances }) => {
      const { selected, failures } = selectMembers(cluster, containerInstances, LIMITS.described.max);
      return { containerInstances: selected.map(toSdkContainerInstance), failures };
    },
  };

  const UpdateContainerInstancesState: Operation<
    client.UpdateContainerInstancesStateRequest,
    client.UpdateContainerInstancesStateResponse
  > = {
    authorization: ({ cluster, containerInstances }) => instancesAuthorization(cluster, containerInstances),
    handle: ({ cluster, containerInstances, status }) => {
      if (status !== 'ACTIVE' && status !== 'DRAINING')
        throw invalid('Container instance status should be one of [ACTIVE,DRAINING]');
      const { selected, failures } = selectMembers(cluster, containerInstances, LIMITS.updated.max);
      const registered = selected.filter((member) => member.status !== 'INACTIVE');
      const inactive = selected.filter((member) => member.status === 'INACTIVE');
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
    service: {
      ListContainerInstances,
      DescribeContainerInstances,
      UpdateContainerInstancesState,
      ...createTaskOperations({ region, members, services: services.all, requireCluster }),
    } satisfies Service,
    register: members.register,
    createCluster: members.createCluster,
    createService: services.create,
    killContainer: services.killContainer,
    taskOn: services.taskOn,
    /** The agent of an instance registers it in a cluster, where there is one of that name; its service then places a task. */
    join: (cluster: string, instanceId: string): void => {
      if (!members.hasCluster(cluster)) return;
      services.place(members.register(cluster, instanceId, { tasks: 0, stopSeconds: STOP_SECONDS }));
    },
    deregister: members.deregister,
    stopTasks: members.stopTasks,
    containerInstance: members.describe,
  };
};

export type SimulatedEcs = ReturnType<typeof createEcs>;

export const ecs = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  buckets: BUCKETS,
  create: ({ clock, region }: RegionContext) => createEcs({ clock, region }),
} as const;
