import type { HostRef } from '../controller/result.ts';
import type { Sizes } from '../aws/sizes.ts';
import type { Cause, State } from '../hosts/state.ts';
import type { Threshold } from '../hosts/thresholds.ts';

/** What a run wants of a host besides carrying on what its state tag says. */
export type CapacityRequest =
  | {
      readonly intent: 'suspend';
      readonly cause: Cause;
      /** When the news arose that this answers: it acts only on a host whose state is older. */
      readonly at: Date;
      /** The threshold that the bill has passed, when that is why. */
      readonly threshold?: Threshold;
      /** Whether the news may be hours old: then a threshold that has stopped a host before is no reason to stop it again. */
      readonly mayBeDelayed?: boolean;
      /** Whether a host tagged `hostkeeper:on-critical-budget = keep` is left alone; one that was named is not. */
      readonly honorKeepTag: boolean;
    }
  | {
      readonly intent: 'resume';
      /** For a host whose sizes nobody remembers. */
      readonly sizes?: Sizes;
      /** Also when no further threshold of the month's bill would stop the host again. */
      readonly acceptUnguarded: boolean;
    }
  | {
      /** A stop that only a person may decide on: nothing is done, and this is told. */
      readonly intent: 'ask';
      readonly reason: string;
    };

/** A host to suspend, to resume, or, without a request, to keep in the state it is meant to be in. */
export interface CapacityTarget extends HostRef {
  readonly request?: CapacityRequest;
}

/** What resuming a host may do. */
export interface ResumeActions {
  'autoscaling:CreateOrUpdateTags': HostRef & { readonly state: Exclude<State, { intent: 'unreadable' }> };
  'autoscaling:UpdateAutoScalingGroup': HostRef & { readonly sizes: Sizes };
}

/** What suspending a host, and keeping it so, may do. */
export interface SuspendActions extends ResumeActions {
  'autoscaling:ResumeProcesses': HostRef & { readonly processes: readonly string[] };
  'autoscaling:SetInstanceProtection': HostRef & { readonly instanceIds: readonly string[] };
  'autoscaling:TerminateInstanceInAutoScalingGroup': HostRef & { readonly instanceId: string };
}
