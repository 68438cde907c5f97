import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { CommandOutputs } from '../aws/command-outputs.ts';
import type { Ec2 } from '../aws/ec2.ts';
import type { Ecs } from '../aws/ecs.ts';
import type { EcsTasks } from '../aws/ecs-tasks.ts';
import type { Instances } from '../aws/instances.ts';
import type { OneShotInstances } from '../aws/one-shot-instances.ts';
import type { Snapshots } from '../aws/snapshots.ts';
import type { Ssm } from '../aws/ssm.ts';
import type { TaskDefinitions } from '../aws/task-definitions.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { DrillSettings } from './settings.ts';

/** What ends and records a drill. */
export interface FinishDeps {
  readonly stage: string;
  readonly now: () => Date;
  readonly autoScaling: Pick<AutoScaling, 'createOrUpdateTags'>;
  readonly drillInstances: Instances;
  readonly commandOutputs: CommandOutputs;
  readonly directory: Pick<HostDirectory, 'getMany' | 'invalidate'>;
  readonly drills: Pick<DrillSettings, 'rates'>;
}

/** What begins one, besides. */
export interface DrillDeps extends FinishDeps {
  readonly ec2: Pick<Ec2, 'describeInstances'>;
  readonly oneShotInstances: OneShotInstances;
  readonly snapshots: Pick<Snapshots, 'listSnapshots'>;
  readonly ecs: Pick<Ecs, 'listContainerInstances'>;
  readonly ecsTasks: EcsTasks;
  readonly taskDefinitions: TaskDefinitions;
  readonly ssm: Pick<Ssm, 'sendCommand'>;
  readonly drills: DrillSettings;
}
