import type { HostTarget } from '../report.ts';
import type { Cause, Line, Sizes, State } from '../state.ts';

/** What a run wants of a host besides carrying on what its state tag says. */
export type Wish =
  | {
      readonly intent: 'suspend';
      readonly cause: Cause;
      /** When the news arose that this answers: it acts only on a host whose state is older. */
      readonly at: Date;
      /** The line that the bill has passed, when that is why. */
      readonly line?: Line;
      /** Whether the news may be hours old: then a line that has stopped a host before is no reason to stop it again. */
      readonly late?: boolean;
      /** Whether a host tagged `hostkeeper:on-critical-budget = keep` is left alone; one that was named is not. */
      readonly spare: boolean;
    }
  | {
      readonly intent: 'resume';
      /** For a host whose sizes nobody remembers. */
      readonly sizes?: Sizes;
      /** Also when no further line of the month's bill would stop the host again. */
      readonly acceptUnguarded: boolean;
    }
  | {
      /** A stop that only a person may decide on: nothing is done, and this is told. */
      readonly intent: 'ask';
      readonly reason: string;
    };

/** A host to suspend, to resume, or, without a wish, to keep in the state it is meant to be in. */
export interface CapacityTarget extends HostTarget {
  readonly wish?: Wish;
}

interface OfGroup {
  readonly region: string;
  readonly group: string;
}

/** What resuming a host may do. */
export interface ResumeActions {
  'autoscaling:CreateOrUpdateTags': OfGroup & { readonly state: Exclude<State, { intent: 'unreadable' }> };
  'autoscaling:UpdateAutoScalingGroup': OfGroup & { readonly sizes: Sizes };
}

/** What suspending a host, and keeping it so, may do. */
export interface SuspendActions extends ResumeActions {
  'autoscaling:ResumeProcesses': OfGroup & { readonly processes: readonly string[] };
  'autoscaling:SetInstanceProtection': OfGroup & { readonly instanceIds: readonly string[] };
  'autoscaling:TerminateInstanceInAutoScalingGroup': OfGroup & { readonly instanceId: string };
}
