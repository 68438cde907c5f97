import type { Restore } from '../hosts/restore-state.ts';
import type { Volume } from './model.ts';
import { dataVolumes } from './steps/context.ts';

/** What a restore leaves: for a person to write down, and to go back with. */
export interface Aftermath {
  /** The volume that is the data now; absent where there is not exactly one. */
  readonly volumeId?: string;
  /** The volumes that it has retired. */
  readonly retired: readonly string[];
}

/** What the restore of a host has left. */
export const aftermathOf = ({ since }: Pick<Restore, 'since'>, volumes: readonly Volume[]): Aftermath => {
  const [data, another] = dataVolumes(volumes);
  return {
    ...(data && !another && { volumeId: data.volumeId }),
    retired: volumes.flatMap(({ volumeId, role, retiredBy }) =>
      role !== 'data' && retiredBy?.getTime() === since.getTime() ? [volumeId] : [],
    ),
  };
};

/**
 * The lines of infra/stages.yml with which the next deployment moves nothing back: without them it would give the group its
 * former subnet, and keep a volume in the stack that is no longer the data.
 */
export const stageLines = (volumeId: string, zone: string): readonly string[] => [
  'host:',
  `  volumeId: ${volumeId}`,
  `  zone: ${zone}`,
];
