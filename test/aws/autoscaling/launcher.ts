import type { LifecycleState } from '@aws-sdk/client-auto-scaling';

import type { Clock } from '../clock.ts';
import type { Instances } from '../ec2/instances.ts';
import type { LaunchTemplates } from '../ec2/launch-templates.ts';
import { drawId } from '../ids.ts';
import type { Group, GroupInstance } from './state.ts';

/** What a launch takes: the EC2 instances and the launch templates of the region. */
export interface LauncherDeps {
  readonly clock: Clock;
  readonly region: string;
  readonly instances: Instances;
  readonly launchTemplates: Pick<LaunchTemplates, 'resolve'>;
  readonly isZoneDown: (zone: string) => boolean;
}

/** Launches an EC2 instance for a group, from its launch template, in its zones by turns. It is not yet among the group's. */
export const createLauncher =
  ({ clock, region, instances, launchTemplates, isZoneDown }: LauncherDeps) =>
  (
    group: Group,
    lifecycleState: LifecycleState,
    protectedFromScaleIn: boolean,
    instanceId = `i-${drawId(clock)}`,
  ): GroupInstance => {
    const launch = group.launchSource && launchTemplates.resolve(group.launchSource);
    const up = group.zones.filter((one) => !isZoneDown(one));
    const zone = up[group.activities.length % up.length] ?? `${region}a`;
    instances.launch({
      instanceId,
      zone,
      tags: {
        'aws:autoscaling:groupName': group.name,
        ...Object.fromEntries([...group.propagatedTags].map((key) => [key, group.tags.get(key) ?? ''])),
      },
      spot: group.spot,
      ipv4: group.ipv4,
      ipv6: group.ipv6,
      secondInterface: group.secondInterface,
      launchData: group.launchData,
      imageId: launch?.imageId,
      running: lifecycleState !== 'Pending',
    });
    return {
      instanceId,
      zone,
      isHealthy: true,
      lifecycleState,
      protectedFromScaleIn,
      ...(launch && { launchSource: launch.source }),
    };
  };
