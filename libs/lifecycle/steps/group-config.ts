import { refuse } from '../../controller/plan.ts';
import { shell } from '../../notifications/commands.ts';
import { deleteWarmPool, type Host } from '../../hosts/host.ts';
import { TAGS } from '../../hosts/tags.ts';
import type { Observed } from '../model.ts';
import type { LifecycleCondition } from './context.ts';

/** One thing that is wrong with a group or its tags, and the fix. */
export interface GroupProblem extends Pick<LifecycleCondition, 'kind' | 'name'> {
  /** A clause. */
  readonly problem: string;
  /** A command line that fixes it. */
  readonly command?: string;
}

/** Two hosts of one name would share a volume, so that neither gets it. */
const nameProblems = ({ group, duplicateGroups }: Host): readonly GroupProblem[] => {
  const names = [group, ...duplicateGroups].toSorted().join(' and ');
  const problem = `the groups ${names} have the same name: give all but one another tag ${TAGS.host.name}`;
  return duplicateGroups.length > 0 ? [{ kind: 'NameUnique', problem }] : [];
};

/** What makes a group launch where the volume is not, or launch before it terminates: a launch then waits for the volume in vain. */
const configurationProblems = (host: Host): readonly GroupProblem[] => {
  const { group, region, zones, warmPool, capacityRebalance, maintenance } = host;
  const { minHealthyPercent = 0, maxHealthyPercent = 100 } = maintenance ?? {};
  const checks = [
    {
      name: 'zones',
      isWrong: zones.length > 1,
      problem: `its group launches in ${zones.join(' and ')}, and a volume is in one zone: leave it the subnets of one`,
    },
    {
      name: 'warm pool',
      isWrong: warmPool,
      problem: 'its group has a warm pool, whose instances cannot have the volume: delete the pool',
      command: deleteWarmPool(host),
    },
    {
      name: 'capacity rebalance',
      isWrong: capacityRebalance,
      problem: 'its group has CapacityRebalance, which launches before it terminates: turn it off',
      command: shell`aws autoscaling update-auto-scaling-group --region ${region} --auto-scaling-group-name ${group} --no-capacity-rebalance`,
    },
    {
      name: 'maintenance policy',
      isWrong: minHealthyPercent !== 0 || maxHealthyPercent !== 100,
      problem:
        `its instance maintenance policy is Min ${minHealthyPercent} / Max ${maxHealthyPercent}, ` +
        'under which it launches before it terminates: set it to Min 0 / Max 100',
    },
  ];
  return checks.flatMap(({ isWrong, name, problem, command }): readonly GroupProblem[] =>
    isWrong ? [{ kind: 'GroupConfigured', name, problem, ...(command !== undefined && { command }) }] : [],
  );
};

/** All that is wrong with a group and its tags. The state tag is judged with the capacity. */
export const groupProblems = (host: Host & Pick<Observed, 'hostTags'>): readonly GroupProblem[] => [
  ...nameProblems(host),
  ...[...host.hostTags.invalid].map(([name, problem]) => ({ kind: 'TagValid', name, problem }) as const),
  ...configurationProblems(host),
];

/** The conditions that a group and its tags do not meet. */
export const groupConditions = (host: Observed): readonly LifecycleCondition[] =>
  groupProblems(host).map(({ kind, name, problem, command }) => {
    const plan = () => refuse(problem, command);
    return name === undefined ? { kind, plan } : { kind, name, plan };
  });
