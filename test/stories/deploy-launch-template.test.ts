import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import { watchLaunchTemplate } from '../../infra/commands/deploy/launch-template.ts';
import { renderDeploy } from '../../infra/commands/deploy/render.ts';
import { hostSchema } from '../../infra/host/settings.ts';
import { OWN_STACK } from '../aws/existing.ts';
import { exampleTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';
import { createWorld } from '../aws/world.ts';
import { ownerOf } from '../support/framework-deployment.ts';
import { withProperties } from '../support/host-stack.ts';
import { MINIMAL } from '../support/stage-host-fixture.ts';

const template = exampleTemplate();
const host = { stage: 'prod', settings: z.parse(hostSchema, MINIMAL) };
const { LaunchTemplateData } = template.Resources['LaunchTemplate']?.Properties ?? {};
const otherType = withProperties(template, 'LaunchTemplate', {
  LaunchTemplateData: { ...Object(LaunchTemplateData), InstanceType: 't3.small' },
});

/** The command that a deployment of a template asks for. The stack before it has another one, or there is none. */
const afterDeploying = async (next: Template, { before = template, isFirst = false } = {}) => {
  const stacks = isFirst ? [] : [{ StackName: OWN_STACK, StackStatus: 'UPDATE_COMPLETE' as const }];
  const world = createWorld({ template: before, stage: 'example', existing: { stacks } });
  const cloudFormation = new CloudFormationClient(ownerOf(world));
  const read = await watchLaunchTemplate(host, () => ({ cloudFormation }));
  world.services.cloudformation.stacks.set(OWN_STACK, 'UPDATE_COMPLETE');
  world.deploy(next);
  return read();
};

describe('after a deployment', () => {
  it('that changed the launch template, the command that brings it to the host is printed', async () => {
    const replace = await afterDeploying(otherType);
    expect(replace).toBe('npm run hostkeeper -- replace blog --stage prod');
    expect(renderDeploy({ dryRun: false, commands: [], replace })).toBe(
      'Deployed. The launch template changed, and the instance that runs has the one before. To replace it:\n' +
        '  npm run hostkeeper -- replace blog --stage prod',
    );
  });

  it('that did not, there is nothing to do', async () => {
    expect(await afterDeploying(withProperties(template, 'Group', { MinSize: '0' }))).toBeUndefined();
    expect(renderDeploy({ dryRun: false, commands: [] })).toBe('Deployed.');
  });

  it('that was the first, or the first that puts out the version, nothing is to be replaced', async () => {
    expect(await afterDeploying(otherType, { isFirst: true })).toBeUndefined();
    const { LaunchTemplateVersion: _, ...Outputs } = template.Outputs ?? {};
    expect(await afterDeploying(otherType, { before: { ...template, Outputs } })).toBeUndefined();
  });
});
