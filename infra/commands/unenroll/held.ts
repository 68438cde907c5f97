import { type AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';

import { CliError } from '../cli/errors.ts';

/** The pause between two observations of a group. */
const POLL_MILLISECONDS = 5000;

/** Longer than the longest heartbeat of hostkeeper's hooks, after which AWS itself lets an instance continue. */
const LIMIT_MILLISECONDS = 20 * 60_000;

/** Launching until its hooks are completed, or terminating until it is gone; one that is retained waits for a person. */
const HELD = /^(Pending(:Wait)?|Terminating(:Wait|:Proceed)?)$/;

/** A group as a hook of it matters. */
interface HookedGroup {
  /** The instances that launch or terminate, each with its state. */
  readonly held: string[];
  /** Whether as many instances are in service as are desired. */
  readonly isComplete: boolean;
}

const read = async (client: AutoScalingClient, group: string): Promise<HookedGroup> => {
  const { AutoScalingGroups: [found] = [] } = await client.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [group] }),
  );
  const { Instances = [], DesiredCapacity = 0 } = found ?? {};
  const inService = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService');
  return {
    held: Instances.filter(({ LifecycleState = '' }) => HELD.test(LifecycleState)).map(
      ({ InstanceId, LifecycleState }) => `${InstanceId} is ${LifecycleState}`,
    ),
    isComplete: inService.length >= DesiredCapacity,
  };
};

/** The instances of a group that launch or terminate, each with its state. */
export const heldInstances = async (client: AutoScalingClient, group: string): Promise<string[]> =>
  (await read(client, group)).held;

/** How to wait, and whom to tell about it. */
export interface Waiting {
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly note: (line: string) => void;
}

/**
 * Waits until no instance of a group launches or terminates, while hostkeeper still completes that; and until one that
 * terminated has its successor. Throws a CliError after 20 minutes.
 */
export const untilNoneHeld = async (
  client: AutoScalingClient,
  group: string,
  { sleep, note }: Waiting,
): Promise<void> => {
  let noted = '';
  for (let waited = 0; waited <= LIMIT_MILLISECONDS; waited += POLL_MILLISECONDS) {
    const { held, isComplete } = await read(client, group);
    if (held.length === 0 && (isComplete || noted === '')) return;
    const line = held.join(', ') || 'its successor is not there yet';
    if (line !== noted) note(`Waits until the instances are in service or gone: ${line}.`);
    noted = line;
    await sleep(POLL_MILLISECONDS);
  }
  throw new CliError(
    `The host is still enrolled: after 20 minutes ${noted}. Repeat the command once the instances are in service or gone.`,
  );
};
