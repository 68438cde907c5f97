import type { HostSettings } from '../host/settings.ts';

/** A volume of EBS. */
export interface BilledVolume {
  readonly type: string;
  readonly gigabytes: number;
}

/** What a stage with a host is billed for. */
export interface BilledParts {
  /** The types of which one instance runs. */
  readonly instanceTypes: readonly string[];
  readonly rootVolumes: readonly BilledVolume[];
  /** The data volume; none where an existing one was given. */
  readonly dataVolumes: readonly BilledVolume[];
  /** Whether the Recycle Bin keeps snapshots that expired. */
  readonly recyclesSnapshots: boolean;
  readonly publicAddresses: number;
  readonly repositories: number;
  readonly secrets: number;
  readonly hostedZones: number;
  /** Alarms, each counted once for each metric that it reads. */
  readonly alarms: number;
}

/** The critical alarm, the heartbeat, the dead letters and the snapshots. The service alarms come on top. */
const OWN_ALARMS = 4;

/** A target-tracking policy watches its metric from above and from below. */
export const MANAGED_SCALING_ALARMS = 2;

const count = (...items: readonly boolean[]): number => items.filter(Boolean).length;

/** The parts of a host with these settings, in a stage with so many service alarms. */
export const partsOf = (settings: HostSettings, serviceAlarms: number): BilledParts => ({
  instanceTypes: settings.spotTypes.length > 0 ? settings.spotTypes : [settings.instanceType],
  rootVolumes: [{ type: 'gp3', gigabytes: settings.rootGigabytes }],
  dataVolumes: settings.volumeId === '' ? [{ type: 'gp3', gigabytes: settings.dataGigabytes }] : [],
  publicAddresses: 1,
  repositories: count(settings.repository === ''),
  secrets: count(settings.databaseSecretArn === '', settings.secretArn === ''),
  hostedZones: count(settings.hostedZoneId === ''),
  // A setting of the stage, not of the host.
  recyclesSnapshots: false,
  alarms: OWN_ALARMS + serviceAlarms + (settings.capacityProvider ? MANAGED_SCALING_ALARMS : 0),
});

/** What a host uses and its stack does not create, in words: it is billed too, but not known. */
export const adoptedParts = (settings: HostSettings): readonly string[] => [
  ...(settings.volumeId ? [`the data volume ${settings.volumeId}`] : []),
  ...(settings.hostedZoneId ? [`the hosted zone ${settings.hostedZoneId}`] : []),
  ...(settings.databaseSecretArn ? ["the secret with the database's password"] : []),
  ...(settings.secretArn ? ["the secret with the application's keys"] : []),
  ...(settings.repository ? [`the repository ${settings.repository}`] : []),
];
