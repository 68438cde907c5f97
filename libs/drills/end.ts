import type { Instance } from '@aws-sdk/client-ec2';

import type { Instances } from '../aws/instances.ts';
import type { RunContext } from '../controller/controller.ts';
import { messageOf } from '../controller/result.ts';
import { within } from '../controller/within.ts';
import { DRILL_ROLE, TAGS } from '../hosts/tags.ts';

/** Lists the instances of all drills of a stage in one region, in any state. */
export const listDrillInstances = (
  { listInstances }: Pick<Instances, 'listInstances'>,
  stage: string,
): Promise<readonly Instance[]> =>
  listInstances([
    { Name: `tag:${TAGS.stage.name}`, Values: [stage] },
    { Name: `tag:${TAGS.role.name}`, Values: [DRILL_ROLE] },
  ]);

/** Whether an instance was ended by a request to EC2, by what EC2 says of its end: by hostkeeper, or by a person. */
export const isEndedByRequest = (reason: string): boolean => reason.startsWith('Client.UserInitiatedShutdown');

/** What ends the drills of a stage, in all of its regions; libs/runtime/services.ts provides it. */
export interface EndDeps {
  readonly stage: string;
  readonly regions: readonly string[];
  readonly drillInstancesIn: (region: string) => Instances;
  readonly log: (entry: object) => void;
}

/** A stop of hosts does not wait longer for the end of drills. */
const MAX_SECONDS = 20;

/**
 * Ends all drills of a stage, as its hosts are stopped beside it: it never throws, and logs what fails. A pass of `reconcile`
 * ends what is left, and records how each drill ended.
 */
export const createEndDrills = ({ stage, regions, drillInstancesIn, log }: EndDeps) => {
  const endIn = async (region: string): Promise<void> => {
    const drillInstances = drillInstancesIn(region);
    const listed = await listDrillInstances(drillInstances, stage);
    const running = listed.filter(({ State }) => State?.Name === 'pending' || State?.Name === 'running');
    await Promise.all(running.map(({ InstanceId = '' }) => drillInstances.terminateInstance(InstanceId)));
    for (const { InstanceId } of running)
      log({ level: 'info', message: `${InstanceId}, of a drill, is ended`, region });
  };
  return {
    endAll: async (run: Pick<RunContext, 'sleep'>): Promise<void> => {
      const endSafely = async (region: string): Promise<void> => {
        try {
          await within(MAX_SECONDS, run, () => endIn(region));
        } catch (error) {
          log({ level: 'warn', message: `could not end drills: ${messageOf(error)}`, region });
        }
      };
      await Promise.all(regions.map(endSafely));
    },
  };
};
