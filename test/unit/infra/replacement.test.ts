import type { RequiresRecreation } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';

import { decideReplacement } from '../../../infra/commands/deploy/review/replacement.ts';

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

describe('a replacement of which CloudFormation says that it depends', () => {
  it.each<[string, string, string, RequiresRecreation, string]>([
    ['is none where the schema says so', GROUP, 'LaunchTemplate', 'Conditionally', 'False'],
    ['is none where the property needs none', GROUP, 'LaunchTemplate', 'Never', 'False'],
    ['stays possible where the schema says so', GROUP, 'AutoScalingGroupName', 'Conditionally', 'Conditional'],
    ['stays possible where the value is known later', GROUP, 'AutoScalingGroupName', 'Always', 'Conditional'],
    [
      'stays possible where a value that is known later always needs it',
      GROUP,
      'LaunchTemplate',
      'Always',
      'Conditional',
    ],
    ['stays possible of what holds data', 'AWS::EC2::Volume', 'Encrypted', 'Conditionally', 'Conditional'],
  ])('%s', (_, ResourceType, Name, RequiresRecreation, expected) => {
    const Details = [{ Target: { Name, RequiresRecreation } }];
    expect(decideReplacement({ ResourceType, Replacement: 'Conditional', Details })).toMatchObject({
      Replacement: expected,
    });
  });

  it('is never ruled out where CloudFormation is certain', () => {
    const Details = [{ Target: { Name: 'LaunchTemplate', RequiresRecreation: 'Never' as const } }];
    expect(decideReplacement({ ResourceType: GROUP, Replacement: 'True', Details }).Replacement).toBe('True');
  });
});
