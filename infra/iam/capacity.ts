import { TAGS } from '../../libs/hosts/tags.ts';
import type { Policy, Statement } from './model.ts';
import { groups, OF_STAGE } from './resources.ts';

/** Where the groups are: in the region of the stack by default, in every region with `*`. */
interface Scope {
  readonly region?: '*';
}

/** Finds the enrolled groups. */
export const LIST_GROUPS: Statement = {
  sid: 'ListGroups',
  why: 'Finds the enrolled groups by their tags. The action supports no resource but `*`.',
  actions: ['autoscaling:DescribeAutoScalingGroups'],
  resources: '*',
};

/** Writes these tags of enrolled groups and no others. */
export const writeTags = (keys: readonly string[], { region }: Scope = {}): Statement => ({
  sid: 'WriteTags',
  why: 'Writes hostkeeper’s own tags. Without the condition on the stage the role could enroll any group; without those on the keys, write any tag. A request without keys would satisfy ForAllValues, so Null requires them.',
  actions: ['autoscaling:CreateOrUpdateTags'],
  resources: groups(region),
  condition: { ...OF_STAGE, 'ForAllValues:StringEquals': { 'aws:TagKeys': keys }, Null: { 'aws:TagKeys': false } },
});

const writeState = (scope: Scope): Statement => writeTags([TAGS.state.name, TAGS.notified.name], scope);

/** A request that also moves the group to other subnets is none of these. */
const MOVES_NOTHING = { Null: { 'autoscaling:VPCZoneIdentifiers': true } } as const;

const scaleToZero = ({ region }: Scope): Statement => ({
  sid: 'ScaleToZero',
  why: 'Stops a host. A size that the request leaves out does not match, so a request must set both, and to 0, and move no subnet.',
  actions: ['autoscaling:UpdateAutoScalingGroup'],
  resources: groups(region),
  condition: {
    ...OF_STAGE,
    ...MOVES_NOTHING,
    NumericEquals: { 'autoscaling:MinSize': 0, 'autoscaling:MaxSize': 0 },
  },
});

const SCALE_TO_ONE: Statement = {
  sid: 'ScaleToOne',
  why: 'Starts a host. A size that the request leaves out does not match, so a request must set both, and to 1 at most, and move no subnet.',
  actions: ['autoscaling:UpdateAutoScalingGroup'],
  resources: groups(),
  condition: {
    ...OF_STAGE,
    ...MOVES_NOTHING,
    NumericLessThanEquals: { 'autoscaling:MinSize': 1, 'autoscaling:MaxSize': 1 },
  },
};

const terminate = ({ region }: Scope): Statement => ({
  sid: 'Terminate',
  why: 'Terminates the instances of a host, which takes resumed processes and instances that are not protected from scale-in.',
  actions: [
    'autoscaling:ResumeProcesses',
    'autoscaling:SetInstanceProtection',
    'autoscaling:TerminateInstanceInAutoScalingGroup',
  ],
  resources: groups(region),
  condition: OF_STAGE,
});

/**
 * Stops hosts and can start none.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
 */
export const stopHosts = (scope: Scope = {}): Policy => ({
  name: 'capacity',
  statements: [LIST_GROUPS, writeState(scope), scaleToZero(scope), terminate(scope)],
});

const READ_ACTIVITIES: Statement = {
  sid: 'ReadActivities',
  why: 'Finds the size that a group had before it was set to 0/0/0, where no tag has it. The action supports no resource but `*`.',
  actions: ['autoscaling:DescribeScalingActivities'],
  resources: '*',
};

/** Scales hosts back to one instance at most, and can terminate none. */
export const resumeHosts: Policy = {
  name: 'capacity',
  statements: [LIST_GROUPS, READ_ACTIVITIES, writeState({}), SCALE_TO_ONE],
};

/** Stops and resumes a host around the exchange of its volumes, and records how far that is. */
export const restoreCapacity: Policy = {
  name: 'capacity',
  statements: [LIST_GROUPS, writeTags([TAGS.state.name, TAGS.notified.name, TAGS.restore.name]), SCALE_TO_ONE],
};

/** Completes stops, resumes and restores that another function began. */
export const reconcileCapacity: Policy = {
  name: 'capacity',
  statements: [
    LIST_GROUPS,
    writeTags([TAGS.state.name, TAGS.notified.name, TAGS.restore.name, TAGS.drilled.name]),
    SCALE_TO_ONE,
    terminate({}),
  ],
};

/** Reads the bill. */
export const readBill: Policy = {
  name: 'bill',
  statements: [
    {
      sid: 'ReadBill',
      why: 'Reads the estimated charges of the month, in us-east-1. The action supports no resource but `*`.',
      actions: ['cloudwatch:GetMetricStatistics'],
      resources: '*',
    },
  ],
};
