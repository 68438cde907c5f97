import { createRequire } from 'node:module';

import type {
  Change,
  PolicyAction,
  RequiresRecreation,
  ResourceChange,
  ResourceChangeDetail,
  ResourceTargetDefinition,
} from '@aws-sdk/client-cloudformation';

import { type StackResource, stackResources, type Template, type TemplateResource } from '../template.ts';

/** What CloudFormation says of a value that it will know when the change set is executed. */
const KNOWN_LATER = '{{changeSet:KNOWN_AFTER_APPLY}}';

const ATTRIBUTES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy'] as const;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** The values that differ, each with its path; a list is one value. */
const differences = (
  before: unknown,
  after: unknown,
  path: string,
): readonly Pick<ResourceTargetDefinition, 'Path' | 'BeforeValue' | 'AfterValue'>[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isRecord(before) && isRecord(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      differences(before[key], after[key], `${path}/${key}`),
    );
  return [
    {
      Path: path,
      ...(before !== undefined && { BeforeValue: textOf(before) }),
      ...(after !== undefined && { AfterValue: textOf(after) }),
    },
  ];
};

const RECREATION: Readonly<Record<string, RequiresRecreation>> = {
  WILL_REPLACE: 'Always',
  MAY_REPLACE: 'Conditionally',
};

/** AWS's schemas take a quarter of a second to load, and most worlds have no change set. */
const loadDiff = (): typeof import('@aws-cdk/cloudformation-diff') =>
  createRequire(import.meta.url)('@aws-cdk/cloudformation-diff');

/** A template with one resource. */
const bare = ({ type, properties }: StackResource) => ({ Resources: { R: { Type: type, Properties: properties } } });

/** Whether each property that changes has CloudFormation make the resource anew, by AWS's schema of its type. */
const recreationOf = (before: StackResource, after: StackResource) => {
  const changes = loadDiff().fullDiff(bare(before), bare(after)).resources.changes['R']?.propertyUpdates ?? {};
  return (name: string): RequiresRecreation => RECREATION[changes[name]?.changeImpact ?? ''] ?? 'Never';
};

const propertyDetails = (before: StackResource, after: StackResource): readonly ResourceChangeDetail[] => {
  const recreation = recreationOf(before, after);
  return differences(before.properties, after.properties, '/Properties').map((difference) => {
    const Name = difference.Path?.split('/')[2] ?? '';
    return {
      Target: { Attribute: 'Properties', Name, RequiresRecreation: recreation(Name), ...difference },
      Evaluation: difference.AfterValue?.includes(KNOWN_LATER) ? 'Dynamic' : 'Static',
      ChangeSource: difference.AfterValue?.includes(KNOWN_LATER) ? 'ResourceAttribute' : 'DirectModification',
    };
  });
};

const attributeDetails = (before: TemplateResource, after: TemplateResource): readonly ResourceChangeDetail[] =>
  ATTRIBUTES.flatMap((Attribute) =>
    differences(before[Attribute], after[Attribute], `/${Attribute}`).map((difference) => ({
      Target: { Attribute, RequiresRecreation: 'Never' as const, ...difference },
      Evaluation: 'Static' as const,
      ChangeSource: 'DirectModification' as const,
    })),
  );

const replacementOf = (details: readonly ResourceChangeDetail[]): 'True' | 'Conditional' | 'False' => {
  const needs = (recreation: RequiresRecreation) =>
    details.filter(({ Target }) => Target?.RequiresRecreation === recreation);
  if (needs('Always').some(({ Evaluation }) => Evaluation === 'Static')) return 'True';
  return needs('Always').length + needs('Conditionally').length > 0 ? 'Conditional' : 'False';
};

const isRetained = (policy: string | undefined): boolean => policy?.startsWith('Retain') === true;

/** What becomes of what is removed, or of what is replaced. */
const policyAction = (change: ResourceChange, { DeletionPolicy, UpdateReplacePolicy }: TemplateResource) => {
  const PolicyAction: PolicyAction | undefined =
    change.Action === 'Remove'
      ? isRetained(DeletionPolicy)
        ? 'Retain'
        : 'Delete'
      : change.Replacement === 'True'
        ? isRetained(UpdateReplacePolicy)
          ? 'ReplaceAndRetain'
          : 'ReplaceAndDelete'
        : undefined;
  return { ...change, ...(PolicyAction && { PolicyAction }) };
};

/**
 * What an update from one template to another changes, as a change set says it. What refers to a resource that is replaced is
 * not followed. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 */
export const changesBetween = (
  before: Template,
  after: Template,
  region: string,
  versions: Readonly<Record<string, number>>,
): readonly Change[] => {
  const old = stackResources(before, region, () => true, versions);
  const draft = stackResources(after, region, () => true, versions);
  const changed = [...draft.values()].filter(
    ({ logicalId, type, properties }) =>
      type === 'AWS::EC2::LaunchTemplate' &&
      JSON.stringify(properties) !== JSON.stringify(old.get(logicalId)?.properties),
  );
  const later = Object.fromEntries(changed.map(({ logicalId }) => [logicalId, KNOWN_LATER]));
  const next = stackResources(after, region, () => true, { ...versions, ...later });
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((LogicalResourceId): readonly Change[] => {
    const [from, to] = [old.get(LogicalResourceId), next.get(LogicalResourceId)];
    const [source, target] = [before.Resources[LogicalResourceId], after.Resources[LogicalResourceId]];
    if (to && !from)
      return [
        {
          Type: 'Resource',
          ResourceChange: { Action: 'Add', LogicalResourceId, ResourceType: to.type, Scope: [], Details: [] },
        },
      ];
    if (!from || !source) return [];
    const known = { LogicalResourceId, PhysicalResourceId: from.physicalId, ResourceType: from.type };
    if (!to || !target)
      return [
        {
          Type: 'Resource',
          ResourceChange: policyAction({ Action: 'Remove', ...known, Scope: [], Details: [] }, source),
        },
      ];
    const Details = [...propertyDetails(from, to), ...attributeDetails(source, target)];
    if (Details.length === 0) return [];
    const Scope = [...new Set(Details.map(({ Target }) => Target?.Attribute ?? 'Properties'))];
    const change: ResourceChange = { Action: 'Modify', ...known, Replacement: replacementOf(Details), Scope, Details };
    return [{ Type: 'Resource', ResourceChange: policyAction(change, source) }];
  });
};
