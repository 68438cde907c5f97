import type { Ec2 } from '../aws/ec2.ts';
import type { EbsDirect } from '../aws/ebs-direct.ts';
import type { SignedRequests } from '../aws/signed-requests.ts';
import type { Snapshots } from '../aws/snapshots.ts';
import type { Ssm } from '../aws/ssm.ts';
import type { HostDirectory } from '../hosts/directory.ts';
import type { SnapshotSettings } from './model.ts';

/** The second region, where copies are made. */
export interface CopyRegion {
  readonly region: string;
  readonly snapshots: Snapshots;
  /** The key of the copies; without one, that of AWS. */
  readonly kmsKeyId?: string;
}

/** Dependencies of a controller that takes snapshots of the hosts of one region. */
export interface TakeDeps {
  readonly stage: string;
  readonly region: string;
  readonly directory: HostDirectory;
  readonly ec2: Pick<Ec2, 'describeVolumes'>;
  readonly snapshots: Snapshots;
  /** Absent without a second region. */
  readonly copyRegion?: CopyRegion;
  readonly now: () => Date;
}

/** What has instances take their snapshot themselves. */
interface QuiesceDeps {
  readonly ssm: Ssm;
  readonly signedRequests: SignedRequests;
  /** The name of the document that takes a snapshot. */
  readonly document: string;
}

/** Dependencies of one that also looks into them, copies and expires them. */
export interface SnapshotDeps extends TakeDeps {
  readonly settings: SnapshotSettings;
  readonly ebsDirect: EbsDirect;
  /** Absent in a function that takes no snapshots. */
  readonly quiesce?: QuiesceDeps;
}
