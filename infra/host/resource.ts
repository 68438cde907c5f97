import type { Intrinsic } from '../iam/model.ts';
import type { HostSettings } from './settings.ts';

/** A resource in a CloudFormation template. */
export interface Resource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'Retain' | 'RetainExceptOnCreate';
  readonly UpdateReplacePolicy?: 'Retain';
  readonly UpdatePolicy?: object;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Resources by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

/** The host of a stage. */
export interface StageHost {
  readonly stage: string;
  readonly settings: HostSettings;
}

/** A reference to a resource or a pseudo parameter. */
export const ref = (logicalId: string): Intrinsic => ({ Ref: logicalId });

/** What something of the host is named where AWS wants a name: `hostkeeper-STAGE-HOST`. */
export const hostName = ({ stage, settings }: StageHost): string => `hostkeeper-${stage}-${settings.name}`;

/** The tag that says whose a resource is; infra/plugins/tags.ts adds that of the stage. */
export const hostTag = ({ settings }: StageHost) => ({ Key: 'hostkeeper:host', Value: settings.name });

/** A resource that holds data: it survives its stack, its replacement and, once it was created, a failed update. */
export const persistent = (resource: Resource): Resource => ({
  ...resource,
  DeletionPolicy: 'RetainExceptOnCreate',
  UpdateReplacePolicy: 'Retain',
});
