import type { AutoScaling } from '../aws/auto-scaling.ts';
import type { GroupSubnets } from '../aws/group-subnets.ts';
import type { Snapshots } from '../aws/snapshots.ts';
import type { Subnets } from '../aws/subnets.ts';
import type { Volumes } from '../aws/volumes.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { Reads } from './observe/observe.ts';

/** Dependencies of the restore controller, which acts on the hosts of one region. */
export interface RestoreDeps extends Reads {
  readonly autoScaling: Pick<AutoScaling, 'createOrUpdateTags' | 'updateAutoScalingGroup'> & GroupSubnets;
  readonly volumes: Volumes;
  readonly snapshots: Pick<Snapshots, 'createSnapshot' | 'describeSnapshots' | 'listSnapshots'>;
  readonly directory: HostDirectory;
  readonly now: () => Date;
}

/** What a request to restore reads besides. */
export interface RequestDeps extends RestoreDeps {
  /** The region that snapshots are copied to; absent where they are copied to none. */
  readonly copyRegion?: { readonly region: string; readonly snapshots: Pick<Snapshots, 'listSnapshots'> };
  readonly subnets: Subnets;
  /** The ids of the subnets that a group may be moved to. */
  readonly allowedSubnets: readonly string[];
}
