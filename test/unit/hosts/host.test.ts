import type { AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import { describe, expect, it } from 'vitest';

import { toHosts } from '../../../libs/hosts/host.ts';

/** The host of a group, as hostkeeper reads what AWS says of it. */
const hostOf = (more: Partial<AutoScalingGroup> = {}) =>
  toHosts(
    [
      {
        AutoScalingGroupName: 'blog-group',
        MinSize: 1,
        DesiredCapacity: 2,
        MaxSize: 3,
        DefaultCooldown: 0,
        AvailabilityZones: ['eu-central-1a'],
        HealthCheckType: 'EC2',
        CreatedTime: new Date('2026-11-01T00:00:00Z'),
        Tags: [{ Key: 'hostkeeper:host', Value: 'blog' }],
        ...more,
      },
    ],
    'eu-central-1',
  )[0];

describe('a group as AWS describes it', () => {
  it('is a host by its tag, with its sizes, instances and suspended processes', () => {
    expect(
      hostOf({
        Instances: [
          {
            InstanceId: 'i-1',
            LifecycleState: 'InService',
            AvailabilityZone: 'eu-central-1a',
            HealthStatus: 'Healthy',
            ProtectedFromScaleIn: true,
          },
        ],
        SuspendedProcesses: [{ ProcessName: 'Terminate' }, {}],
        WarmPoolConfiguration: {},
        CapacityRebalance: true,
      }),
    ).toMatchObject({
      host: 'blog',
      region: 'eu-central-1',
      group: 'blog-group',
      sizes: { min: 1, desired: 2, max: 3 },
      instances: [
        { instanceId: 'i-1', lifecycleState: 'InService', protectedFromScaleIn: true, zone: 'eu-central-1a' },
      ],
      suspendedProcesses: ['Terminate'],
      warmPool: true,
      zones: ['eu-central-1a'],
      capacityRebalance: true,
    });
  });

  it('is a host by the name of the group where it has no tag for it, and has nothing that AWS leaves out', () => {
    expect(hostOf({ Tags: [] })).toMatchObject({
      host: 'blog-group',
      instances: [],
      suspendedProcesses: [],
      warmPool: false,
      capacityRebalance: false,
      state: { intent: 'running' },
      onCriticalBudget: 'suspend',
    });
  });

  it.each<[string, AutoScalingGroup['InstanceMaintenancePolicy'], object | undefined]>([
    [
      'its own',
      { MinHealthyPercentage: 100, MaxHealthyPercentage: 110 },
      { minHealthyPercent: 100, maxHealthyPercent: 110 },
    ],
    [
      'the harmless one',
      { MinHealthyPercentage: 0, MaxHealthyPercentage: 100 },
      { minHealthyPercent: 0, maxHealthyPercent: 100 },
    ],
    ['one that was removed', { MinHealthyPercentage: -1, MaxHealthyPercentage: -1 }, undefined],
    [
      'half of one',
      { MinHealthyPercentage: 0, MaxHealthyPercentage: -1 },
      { minHealthyPercent: 0, maxHealthyPercent: -1 },
    ],
    ['none', undefined, undefined],
  ])('has the instance maintenance policy that was read: %s', (_, policy, maintenance) => {
    expect(hostOf(policy && { InstanceMaintenancePolicy: policy })?.maintenance).toEqual(maintenance);
  });
});
