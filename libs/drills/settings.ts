import type { Database } from './command.ts';
import type { DrillRates } from './price.ts';

/** What the deployment says of drills. */
export interface DrillSettings {
  readonly isScheduled: boolean;
  /** The ids of the launch templates, by architecture. */
  readonly templates: Readonly<Record<'arm64' | 'x86_64', string>>;
  /** The document of the command. */
  readonly document: string;
  /** The host that the stack itself has made: the label of its volume is known, and its VPC has a security group for drills. */
  readonly ownHost?: { readonly name: string; readonly label: string; readonly securityGroup: string };
  /** The image of the database, instead of that which the host runs. */
  readonly image?: Database['image'];
  readonly query?: string;
  readonly rates?: DrillRates;
}
