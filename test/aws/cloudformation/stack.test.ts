import { describe, expect, it } from 'vitest';

import { exampleTemplate } from '../lambda/package-stack.ts';
import type { Template } from '../template.ts';
import { createWorld } from '../world.ts';
import { CREATORS } from './creators.ts';
import { NOT_CREATED, READ_BY_SERVICES } from './not-created.ts';
import { inOrder } from './order.ts';

const template = exampleTemplate();
const deployed = (changed: Template) => createWorld({ template: changed, stage: 'example' });
const withResources = (Resources: Template['Resources']): Template => ({
  ...template,
  Resources: { ...template.Resources, ...Resources },
});

const depends = (on: string) => ({ Type: 'T', DependsOn: on });

describe('the resources of a stack', () => {
  it('are created after what they depend on, by DependsOn or by a reference', () => {
    const ordered = inOrder({
      Group: {
        Type: 'T',
        DependsOn: ['Volume', 'Route'],
        Properties: {
          Subnets: [{ Ref: 'Subnet' }],
          Tags: [{ 'Fn::Sub': ['${Zone.Id} ${a}', { a: { Ref: 'Name' } }] }],
        },
      },
      Route: { Type: 'T', DependsOn: 'Gateway', Properties: {} },
      Subnet: { Type: 'T', Properties: { Zone: { Ref: 'FirstZone' } } },
      Gateway: { Type: 'T' },
      Name: { Type: 'T' },
      Volume: { Type: 'T', Properties: { Key: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
      Key: { Type: 'T' },
      Zone: { Type: 'T' },
    });
    const at = (name: string): number => ordered.indexOf(name);
    expect(ordered).toHaveLength(8);
    for (const name of ['Volume', 'Route', 'Subnet', 'Name', 'Zone']) expect(at(name)).toBeLessThan(at('Group'));
    expect([at('Gateway') < at('Route'), at('Key') < at('Volume')]).toEqual([true, true]);
  });

  it('may not depend on each other in a circle', () => {
    expect(() => inOrder({ A: depends('B'), B: depends('A') })).toThrow('Circular dependency: A -> B -> A');
  });

  it('are each created, read by a service, or known to need nothing but an id', () => {
    const types = new Set(Object.values(template.Resources).map(({ Type }) => Type));
    const known = new Set([...Object.keys(CREATORS), ...READ_BY_SERVICES, ...Object.keys(NOT_CREATED)]);
    expect([...types].filter((type) => !known.has(type))).toEqual([]);
    expect(() => deployed(withResources({ Cache: { Type: 'AWS::ElastiCache::CacheCluster' } }))).toThrow(
      'The simulated CloudFormation does not create AWS::ElastiCache::CacheCluster (Cache).',
    );
  });

  it('are not created where the account lacks the zone', () => {
    const Parameters = { FirstZone: { Type: 'AWS::EC2::AvailabilityZone::Name', Default: 'us-west-2a' } };
    expect(() => deployed({ ...template, Parameters: { ...template.Parameters, ...Parameters } })).toThrow(
      'The parameter FirstZone: the zone us-west-2a does not exist in us-east-1.',
    );
  });

  it('have no property that is taken and dropped, where they are a group', () => {
    const { Group } = template.Resources;
    const changed = { Type: '', ...Group, Properties: { ...Group?.Properties, Cooldown: '60' } };
    expect(() => deployed(withResources({ Group: changed }))).toThrow('Cooldown');
  });

  it('are neither deleted nor changed by a later deployment, except for a group and what it launches', () => {
    const world = deployed(template);
    const { Operators: _, ...fewer } = template.Resources;
    expect(() => world.deploy({ ...template, Resources: fewer })).toThrow('deletes no resource: Operators');
    const { DataVolume } = template.Resources;
    const larger = { Type: '', ...DataVolume, Properties: { ...DataVolume?.Properties, Size: 3 } };
    expect(() => deployed(template).deploy(withResources({ DataVolume: larger }))).toThrow(
      'does not change AWS::EC2::Volume (DataVolume)',
    );
  });
});
