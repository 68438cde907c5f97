import type { regionalRoles } from '../../infra/iam.ts';

/** What the parameters of a stage open to the roles of its functions. */
export type Scope = Parameters<typeof regionalRoles>[0];

/** Parameters that open nothing. */
export const NOTHING: Scope = {
  hostedZones: [],
  recordNames: [],
  kmsKeys: [],
  clusters: [],
  restoreSubnets: [],
  copyRegion: '',
  copyKmsKey: '',
};
