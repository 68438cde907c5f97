import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { Ec2 } from '../aws/ec2.ts';
import type { Ecs } from '../aws/ecs.ts';
import type { LifecycleHooks } from '../aws/lifecycle-hooks.ts';
import type { Route53 } from '../aws/route-53.ts';
import type { Ssm } from '../aws/ssm.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { RecordScope } from './model.ts';

/** Dependencies of the lifecycle controller, which acts on the hosts of one region. */
export interface LifecycleDeps {
  readonly stage: string;
  readonly scope: RecordScope;
  /** The name of the document that unmounts a data volume. */
  readonly unmountDocument: string;
  readonly autoScaling: LifecycleHooks & Pick<AutoScaling, 'createOrUpdateTags' | 'terminateInstance'>;
  readonly ec2: Ec2;
  readonly ecs: Ecs;
  readonly route53: Route53;
  readonly ssm: Ssm;
  readonly now: () => Date;
  readonly directory: HostDirectory;
}
