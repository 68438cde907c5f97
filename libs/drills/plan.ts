import type { Condition } from '../controller/condition.ts';
import { actIfAny, type Plan } from '../controller/plan.ts';
import { refOf } from '../controller/result.ts';
import type { DrillActions, DrillInstance, DrillTarget, ObservedDrill } from './model.ts';
import { isOpen } from './observe.ts';
import type { DrillSettings } from './settings.ts';
import { planLaunch } from './steps/launch.ts';
import { planOpen } from './steps/open.ts';

const isAlive = ({ state }: DrillInstance): boolean => state === 'pending' || state === 'running';

/** Ends what drills have left behind: the result is recorded, or there is a newer one. */
const planLeftovers = (target: DrillTarget, host: ObservedDrill): Plan<DrillActions> | undefined => {
  const [newest] = host.drills;
  const left = host.drills.filter((drill) => isAlive(drill) && (drill !== newest || !isOpen(drill, host.drilled)));
  const ref = refOf(target);
  return actIfAny<DrillActions>(
    left.map(({ instanceId }) => ({
      action: 'ec2:TerminateInstances',
      reason: `${instanceId} was left of a drill`,
      host: ref.host,
      group: ref.group,
      region: ref.region,
      instanceId,
    })),
  );
};

/** What is to hold of a host: nothing is left of earlier drills, and the one that is due has a result. */
export const drillConditions =
  (settings: Pick<DrillSettings, 'rates'> & Partial<DrillSettings>, stage: string) =>
  (target: DrillTarget, host: ObservedDrill, now: Date): readonly Condition<DrillActions>[] => [
    {
      kind: 'Drilled',
      plan: () => {
        const [newest] = host.drills;
        if (newest && isOpen(newest, host.drilled)) return planOpen({ target, host, now, settings, stage }, newest);
        return planLaunch({ target, host, now, settings, stage });
      },
    },
    // Beside the drill, not after it: of two that requests have launched in the same moment one is enough.
    { kind: 'NothingLeft', plan: () => planLeftovers(target, host) },
  ];
