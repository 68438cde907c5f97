import type { HostRef } from '../controller/result.ts';
import type { Sizes } from '../aws/sizes.ts';
import type { Bill } from '../hosts/bill.ts';
import type { Host } from '../hosts/host.ts';
import type { Cause, State } from '../hosts/state.ts';
import type { Threshold } from '../hosts/thresholds.ts';

/** What a run requests of a host; without a request a host is kept as its state tag says. */
export type CapacityRequest =
  | {
      readonly intent: 'suspend';
      readonly cause: Cause;
      /** When the cause arose. A host whose state is newer is left as it is. */
      readonly at: Date;
      /** The threshold that the bill has passed, when that is the cause. */
      readonly threshold?: Threshold;
      /** Whether the cause may be hours old: a threshold that has already suspended the host then does not suspend it again. */
      readonly mayBeDelayed?: boolean;
      /** Whether the tag `hostkeeper:on-critical-budget = keep` exempts a host; it does not exempt one that was named. */
      readonly honorKeepTag: boolean;
    }
  | {
      readonly intent: 'resume';
      /** For a host whose sizes are not recorded. */
      readonly sizes?: Sizes;
      /** Resume also when no further threshold of the month's bill would suspend the host again. */
      readonly acceptUnguarded: boolean;
    }
  | {
      /** A person must decide whether to suspend: nothing is done, and the owner is notified. */
      readonly intent: 'ask';
      readonly reason: string;
      /** The threshold that the bill has passed before, if it has: it is recorded with a new host. */
      readonly threshold?: Threshold;
    };

/** What a run requests of a host, among the hosts of its region as just listed. */
export type RequestOf = (host: Host, hosts: readonly Host[], now: Date) => CapacityRequest | undefined;

/** A host to suspend, to resume, or, without a request, to keep as its state tag says. */
export interface CapacityTarget extends HostRef {
  readonly request?: CapacityRequest;
  /** The bill, in a run that has read it. */
  readonly bill?: Bill;
}

/** A state as it is written. */
export type WritableState = Exclude<State, { intent: 'unreadable' }>;

/** A state that this run could not write. */
export interface Unrecorded {
  readonly state: WritableState;
  /** What AWS said last. */
  readonly error: string;
  readonly attempts: number;
  readonly triedAt: Date;
}

/** A host as observed in a run. */
export interface ObservedHost extends Host {
  readonly unrecorded?: Unrecorded;
  /** What its group's activities say that its desired capacity was before it was set to 0/0/0; read where no tag says it. */
  readonly desiredBeforeZero?: number;
}

/** The actions of the resume controller. */
export interface ResumeActions {
  'autoscaling:CreateOrUpdateTags': HostRef & { readonly state: WritableState };
  'autoscaling:UpdateAutoScalingGroup': HostRef & { readonly sizes: Sizes };
}

/** The actions of the suspend controller. */
export interface SuspendActions extends ResumeActions {
  'autoscaling:ResumeProcesses': HostRef & { readonly processes: readonly string[] };
  'autoscaling:SetInstanceProtection': HostRef & { readonly instanceIds: readonly string[] };
  'autoscaling:TerminateInstanceInAutoScalingGroup': HostRef & { readonly instanceId: string };
}
