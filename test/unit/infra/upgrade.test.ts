import { describe, expect, it } from 'vitest';

import { readRelease, releaseProblems } from '../../../infra/upgrade/released.ts';
import { exampleTemplate } from '../../aws/lambda/package-stack.ts';
import type { Template, TemplateResource } from '../../aws/template.ts';
import { withProperties } from '../../support/host-stack.ts';

const template = exampleTemplate();
const release = readRelease();

const problemsOf = (changed: Template): readonly string[] => releaseProblems(release, changed).map(({ text }) => text);

/** The template with another resource in the place of one; `undefined` for none. */
const withResource = (logicalId: string, change: (resource: TemplateResource) => object | undefined): Template => {
  const { [logicalId]: resource, ...others } = template.Resources;
  if (!resource) throw new Error(`the template has no ${logicalId}`);
  const changed = change(resource);
  const Resources: Template['Resources'] = changed ? { ...others, [logicalId]: { ...resource, ...changed } } : others;
  return { ...template, Resources };
};

/** The template whose parameter has another default. */
const withDefault = (name: string, Default: string): Template => ({
  ...template,
  Parameters: { ...template.Parameters, [name]: { Type: '', ...template.Parameters?.[name], Default } },
});

/** The template whose volume has another value in a tag. */
const withTag = (key: string, value: string): Template => {
  const { Tags } = template.Resources['DataVolume']?.Properties ?? {};
  const before = JSON.stringify(Tags);
  const after = before.replace(new RegExp(`("Key":"${key}","Value":)"\\w+"`), `$1"${value}"`);
  if (after === before) throw new Error(`the volume has no tag ${key}`);
  return withProperties(template, 'DataVolume', { Tags: JSON.parse(after) });
};

const tagsOf = (logicalId: string): readonly unknown[] => [template.Resources[logicalId]?.Properties?.['Tags']].flat();

const ignoringSizes = (value: unknown) => ({
  UpdatePolicy: { AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: value } },
});

describe('a stack of the last release', () => {
  it('can be updated to the template of today', () => {
    expect(problemsOf(template)).toEqual([]);
  });

  it.each([
    ['a larger volume', withProperties(template, 'DataVolume', { Size: 20 })],
    [
      'a volume with one more tag',
      withProperties(template, 'DataVolume', { Tags: [...tagsOf('DataVolume'), { Key: 'cost', Value: 'low' }] }),
    ],
    ['its tags in another order', withProperties(template, 'DataVolume', { Tags: tagsOf('DataVolume').toReversed() })],
    ['another image', withProperties(template, 'TaskDefinition', { ContainerDefinitions: [] })],
    ['hooks of other names', withProperties(template, 'Group', { LifecycleHookSpecificationList: [] })],
    ['a size as a number', withProperties(template, 'Group', { MinSize: 1 })],
    ['a policy in text', withResource('Group', () => ignoringSizes('true'))],
    ['another range for the subnet', withProperties(template, 'FirstSubnet', { CidrBlock: '10.0.0.8/29' })],
    ['another second zone', withDefault('SecondZone', 'us-east-1c')],
    ['a volume that it keeps for good', withResource('DataVolume', () => ({ DeletionPolicy: 'Retain' }))],
  ])('can be updated to one with %s', (_, changed) => {
    expect(problemsOf(changed)).toEqual([]);
  });

  it.each([
    [
      'forgets the volume',
      withResource('DataVolume', () => undefined),
      /^DataVolume \(AWS::EC2::Volume\) leaves the stack/,
    ],
    [
      'renames a secret',
      withProperties(template, 'Secret', { Name: 'other' }),
      /^Secret .* is replaced by an empty one/,
    ],
    [
      'renames the database secret',
      withProperties(template, 'DatabaseSecret', { Name: 'b' }),
      /^DatabaseSecret .* is replaced/,
    ],
    [
      'renames the repository',
      withProperties(template, 'Repository', { RepositoryName: 'b' }),
      /^Repository .* is replaced/,
    ],
    [
      'names another zone',
      withProperties(template, 'HostedZone', { Name: 'example.org' }),
      /^HostedZone .* is replaced/,
    ],
    [
      'makes another type of the volume',
      withResource('DataVolume', () => ({ Type: 'AWS::ECR::Repository' })),
      /^DataVolume .* is replaced/,
    ],
    [
      'deletes the volume with the stack',
      withResource('DataVolume', () => ({ DeletionPolicy: 'Delete' })),
      /a weaker DeletionPolicy,/,
    ],
    [
      'forgets both policies',
      withResource('Secret', () => ({ DeletionPolicy: undefined, UpdateReplacePolicy: undefined })),
      /a weaker DeletionPolicy and a weaker UpdateReplacePolicy/,
    ],
    [
      'keeps the zone less well',
      withResource('HostedZone', () => ({ DeletionPolicy: 'RetainExceptOnCreate' })),
      /^HostedZone .* a weaker DeletionPolicy/,
    ],
    ['retags the volume as that of another host', withTag('hostkeeper:host', 'shop'), /gets other tags of these/],
    ['retags the volume as that of another stage', withTag('hostkeeper:stage', 'prod'), /gets other tags of these/],
    ['retags the volume as one of another role', withTag('hostkeeper:role', 'cache'), /gets other tags of these/],
    [
      'has no tags on the volume',
      withProperties(template, 'DataVolume', { Tags: undefined }),
      /gets other tags of these/,
    ],
    [
      'moves the group to the second subnet',
      withProperties(template, 'Group', { VPCZoneIdentifier: [{ Ref: 'SecondSubnet' }] }),
      /^Group .* moves from \["us-east-1a"\] to \["us-east-1b"\], where no instance/,
    ],
    [
      'lets the group use both subnets',
      withProperties(template, 'Group', { VPCZoneIdentifier: [{ Ref: 'FirstSubnet' }, { Ref: 'SecondSubnet' }] }),
      /^Group .* moves/,
    ],
    [
      'moves the subnet of the group',
      withProperties(template, 'FirstSubnet', { AvailabilityZone: { Ref: 'SecondZone' } }),
      /^Group .* moves/,
    ],
    [
      'moves the volume',
      withProperties(template, 'DataVolume', { AvailabilityZone: { Ref: 'SecondZone' } }),
      /^DataVolume .* moves from "us-east-1a" to "us-east-1b": a volume cannot/,
    ],
    ['has another first zone', withDefault('FirstZone', 'us-east-1c'), /^DataVolume .* moves/],
    [
      'gives the group a DesiredCapacity',
      withProperties(template, 'Group', { DesiredCapacity: '1' }),
      /gets a DesiredCapacity/,
    ],
    [
      'gives the group another minimum',
      withProperties(template, 'Group', { MinSize: '0' }),
      /gets another MinSize: a stopped host/,
    ],
    ['gives the group no maximum', withProperties(template, 'Group', { MaxSize: undefined }), /gets another MaxSize/],
    [
      'forgets the UpdatePolicy of the group',
      withResource('Group', () => ({ UpdatePolicy: undefined })),
      /lacks the UpdatePolicy/,
    ],
    ['sends the sizes of the group', withResource('Group', () => ignoringSizes(false)), /lacks the UpdatePolicy/],
    [
      'names the group',
      withProperties(template, 'Group', { AutoScalingGroupName: 'blog' }),
      /^Group .* is replaced by a group with the sizes/,
    ],
  ])('must not be updated to one that %s', (_, changed, problem) => {
    expect(problemsOf(changed)).toContainEqual(expect.stringMatching(problem));
  });

  it('loses data by a replacement, and by a removal unless AWS keeps what is removed', () => {
    const losses = (id: string, changed: Template, before = release) =>
      releaseProblems(before, changed).flatMap(({ logicalId, losesData }) => (logicalId === id ? [losesData] : []));
    const without = withResource('DataVolume', () => undefined);
    expect(losses('Secret', withProperties(template, 'Secret', { Name: 'other' }))).toEqual([true]);
    expect(losses('DataVolume', without)).toEqual([false]);
    const { DataVolume = { Type: '', Properties: {} }, ...others } = release.Resources;
    const unkept = { ...release, Resources: { ...others, DataVolume: { ...DataVolume, DeletionPolicy: 'Delete' } } };
    expect(losses('DataVolume', without, unkept)).toEqual([true]);
  });
});
