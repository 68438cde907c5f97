import type { Host } from '../../hosts/host.ts';
import type { Snapshot } from '../../hosts/snapshot.ts';
import type { Volume } from '../model.ts';

/** What a person asks for. */
export interface RestoreRequest {
  readonly host: string;
  readonly from:
    | { readonly snapshotId: string }
    /** A retired volume. */
    | { readonly volumeId: string }
    /** The newest snapshot at or before a time. */
    | { readonly at: Date }
    | 'latest';
  readonly zone?: string;
  /** `VolumeInitializationRate`, in MiB/s. */
  readonly rate?: number;
}

/** A subnet that a group may be moved to, or launches in. */
interface Subnet {
  readonly subnetId: string;
  readonly zone: string;
  readonly vpc: string;
}

/** What a request is decided on. */
export interface Facts {
  readonly host: Host;
  /** Every host that could be listed. */
  readonly hosts: readonly Host[];
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly Snapshot[];
  /** The snapshot that was named, where it is none of this host: what its tags say of it. */
  readonly stranger?: { readonly snapshotId: string; readonly host?: string };
  /** The copies of the host's snapshots in another region. */
  readonly copies: { readonly region: string; readonly snapshots: readonly Snapshot[] };
  /** Those that the control plane may move a group to, and those of the group itself. */
  readonly subnets: readonly Subnet[];
  /** The ids of the former. */
  readonly allowedSubnets: readonly string[];
  readonly now: Date;
}

/** Why something that was asked for cannot be done, with what there is instead, and perhaps the command for it. */
export interface Refusal {
  readonly refused: string;
  readonly command?: string;
}

export const isRefusal = (value: object): value is Refusal => 'refused' in value;
