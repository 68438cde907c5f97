import type { LifecycleState, ScalingActivityStatusCode } from '@aws-sdk/client-auto-scaling';

import type { LaunchData } from '../ec2/instances.ts';
import type { LaunchSource } from '../ec2/launch-templates.ts';
import type { LifecycleHook } from './hooks.ts';

/** An instance of a group. */
export interface GroupInstance {
  readonly instanceId: string;
  readonly zone: string;
  /** Whether no health check has failed yet. */
  isHealthy: boolean;
  lifecycleState: LifecycleState;
  protectedFromScaleIn: boolean;
  /** What it was launched from; absent where that is not simulated. */
  readonly launchSource?: LaunchSource;
}

/** Whether an instance is launching, at a hook or on its way to it. */
export const isLaunching = ({ lifecycleState }: GroupInstance): boolean => lifecycleState.startsWith('Pending');

/** A scaling activity: a launch or a termination. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Activity.html */
export interface ScalingActivity {
  readonly id: string;
  readonly description: string;
  readonly cause: string;
  readonly startedAt: Date;
  status: ScalingActivityStatusCode;
  /** Why it failed or was cancelled. */
  message?: string;
  /** Absent while it is in progress. */
  endedAt?: Date;
}

/** The sizes of a group, in instances. */
export interface GroupSizes {
  readonly min: number;
  readonly desired: number;
  readonly max: number;
}

/** An Auto Scaling group in its present state. */
export interface Group {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  readonly createdAt: Date;
  sizes: GroupSizes;
  /** What last changed the desired capacity, as the causes of activities begin. */
  resizing?: string;
  /** AWS's words why its launches fail, such as a lack of capacity; absent where they succeed. */
  launchFailure?: string;
  /** Whether a launch failed and the next attempt is yet to come. */
  isRetrying?: boolean;
  instances: GroupInstance[];
  readonly tags: Map<string, string>;
  /** The keys of the tags that instances launch with. */
  readonly propagatedTags: Set<string>;
  readonly suspendedProcesses: Set<string>;
  protectNewInstances: boolean;
  /** Its instance lifecycle policy keeps instances whose termination a hook abandoned, in `Terminating:Retained`. */
  readonly retain: boolean;
  readonly warmPool: boolean;
  capacityRebalance: boolean;
  /** Its instance maintenance policy, in percent; absent where it has none. */
  maintenance?: { readonly min: number; readonly max: number };
  /** Availability zones; launches alternate between them. */
  zones: readonly string[];
  /** The subnets in them; by default those of the default VPC. */
  subnets?: readonly string[];
  readonly spot: boolean;
  /** Its subnet assigns a public IPv4 address. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** Its launch template gives an instance two network interfaces. */
  readonly secondInterface: boolean;
  /** Its launch template; absent where that is not simulated. */
  launchSource?: LaunchSource;
  /** Of its launch template; absent where that is not simulated. */
  launchData?: LaunchData;
  /** By name. */
  readonly hooks: Map<string, LifecycleHook>;
  /** The newest first. */
  readonly activities: ScalingActivity[];
}

/** The configuration of a new group. */
export interface GroupInput extends Partial<
  Pick<
    Group,
    | 'protectNewInstances'
    | 'retain'
    | 'warmPool'
    | 'capacityRebalance'
    | 'maintenance'
    | 'zones'
    | 'subnets'
    | 'spot'
    | 'ipv4'
    | 'ipv6'
    | 'secondInterface'
    | 'launchData'
    | 'launchSource'
    | 'launchFailure'
  >
> {
  readonly name: string;
  readonly sizes: GroupSizes;
  readonly tags: Readonly<Record<string, string>>;
  readonly suspendedProcesses?: readonly string[];
  /** States of the initial instances; by default, the desired capacity in service. */
  readonly lifecycleStates?: readonly LifecycleState[];
  readonly hooks?: readonly LifecycleHook[];
  /** The ids of the initial instances; by default, they are drawn. */
  readonly instanceIds?: readonly string[];
}
