import { CloudFormationClient, CreateChangeSetCommand } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';

import { confirmByName } from '../../infra/commands/cli/confirm.ts';
import { createReview } from '../../infra/commands/deploy/review/review.ts';
import { reviewEach } from '../../infra/plugins/review.ts';
import { OWN_STACK } from '../aws/existing.ts';
import { exampleTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';
import { createWorld } from '../aws/world.ts';
import { frameworkDeployment, ownerOf } from '../support/framework-deployment.ts';
import { withProperties } from '../support/host-stack.ts';

const template = exampleTemplate();
const NAME = 'hostkeeper-change-set';

/** The template with instances of another type. */
const withOtherType = (): Template => {
  const { LaunchTemplateData } = template.Resources['LaunchTemplate']?.Properties ?? {};
  return withProperties(template, 'LaunchTemplate', {
    LaunchTemplateData: { ...Object(LaunchTemplateData), InstanceType: 't3.small' },
  });
};

const without = (logicalId: string): Template => {
  const { [logicalId]: _, ...Resources } = template.Resources;
  return { ...template, Resources };
};

/** A deployment with --review to a stack that exists, or to none, and a person who gives an answer to every question. */
const givenReview = (next: Template, { isFirst = false, answer = 'yes' } = {}) => {
  const stacks = isFirst ? [] : [{ StackName: OWN_STACK, StackStatus: 'UPDATE_COMPLETE' as const }];
  const world = createWorld({ template, stage: 'example', existing: { stacks } });
  const { cloudformation } = world.services;
  const cloudFormation = new CloudFormationClient(ownerOf(world));
  const version = () => world.resource('Group').properties['LaunchTemplate'];
  const said: string[] = [];
  const asked: object[] = [];
  const reply = async (expected: string, question: string): Promise<void> => {
    asked.push({ question, changeSets: cloudformation.changeSets(), group: version() });
    if (answer !== expected) throw new Error('Nothing was changed.');
  };
  const review = createReview({
    cloudFormation,
    region: 'us-east-1',
    template: next,
    note: (line) => said.push(line),
    confirm: (question) => reply('yes', question),
    confirmByName: (question, name) => reply(name, `${question} ${name}`),
  });
  const deployment = frameworkDeployment(world, next);
  reviewEach(deployment, review);
  return {
    world,
    cloudFormation,
    cloudformation,
    version,
    review,
    asked,
    text: () => said.join('\n'),
    deploy: async () => {
      await deployment.createStack();
      await deployment.updateStack();
    },
    called: () => world.calls.map(({ operation }) => operation),
  };
};

const VERSION = (Version: string) => expect.objectContaining({ Version });

describe('deploy --review', () => {
  it('asks after the change set was created and before it is executed', async () => {
    const { deploy, asked, called, version } = givenReview(withOtherType());
    expect(version()).toEqual(VERSION('1'));
    await deploy();
    expect(asked).toEqual([{ question: 'Deploy this?', changeSets: [NAME], group: VERSION('1') }]);
    expect(version()).toEqual(VERSION('2'));
    const calls = called();
    expect(calls.indexOf('CreateChangeSet')).toBeLessThan(calls.indexOf('GetTemplate'));
    expect(calls.lastIndexOf('GetTemplate')).toBeLessThan(calls.indexOf('ExecuteChangeSet'));
  });

  it('says what changes from what to what, and that the launch template does', async () => {
    const { deploy, text } = givenReview(withOtherType());
    await deploy();
    expect(text()).toContain('What the deployment does to hostkeeper-prod in us-east-1:');
    expect(text()).toContain(
      'LaunchTemplate (AWS::EC2::LaunchTemplate) is changed: LaunchTemplateData.InstanceType from t3.micro to t3.small',
    );
    expect(text()).toContain(
      'Group (AWS::AutoScaling::AutoScalingGroup) is changed: LaunchTemplate.Version from 1 to {{',
    );
    expect(text()).toContain('The launch template is for instances to come: the one that runs stays as it is');
  });

  it('changes nothing on a no, and deletes the change set', async () => {
    const { deploy, asked, version, cloudformation } = givenReview(withOtherType(), { answer: 'no' });
    await expect(deploy()).rejects.toThrow('Nothing was changed.');
    expect(asked).toHaveLength(1);
    expect([version(), cloudformation.changeSets()]).toEqual([VERSION('1'), []]);
    expect(cloudformation.stacks.get(OWN_STACK)).toBe('UPDATE_COMPLETE');
  });

  it('does not ask where nothing changes', async () => {
    const { deploy, asked, text, cloudformation } = givenReview(template);
    await deploy();
    expect([asked, text(), cloudformation.changeSets()]).toEqual([[], '', []]);
  });

  it.each([
    [
      'replaces a secret',
      withProperties(template, 'Secret', { Name: 'other' }),
      'Secret (AWS::SecretsManager::Secret) is replaced by an empty one.',
    ],
    [
      'moves the volume',
      withProperties(template, 'DataVolume', { AvailabilityZone: 'us-east-1b' }),
      'DataVolume (AWS::EC2::Volume) moves from "us-east-1a" to "us-east-1b"',
    ],
  ])('refuses what %s, whatever the answer', async (_, next, problem) => {
    const { deploy, asked, text, cloudformation, called } = givenReview(next);
    await expect(deploy()).rejects.toThrow('Nothing was changed, as data would be lost.');
    expect(text()).toContain(problem);
    expect([asked, cloudformation.changeSets()]).toEqual([[], []]);
    expect(called()).not.toContain('ExecuteChangeSet');
  });

  it.each([
    ['takes the volume out of the stack', without('DataVolume'), 'DataVolume'],
    ['starts a stopped host', withProperties(template, 'Group', { DesiredCapacity: '1' }), 'Group'],
  ])('has the name typed of what %s', async (_, next, name) => {
    const careless = givenReview(next, { answer: 'yes' });
    await expect(careless.deploy()).rejects.toThrow('Nothing was changed.');
    expect(careless.asked).toMatchObject([{ question: `Deploy this in spite of what is red? ${name}` }]);
    expect([careless.cloudformation.changeSets(), careless.called().includes('ExecuteChangeSet')]).toEqual([[], false]);
    const sure = givenReview(next, { answer: name });
    await sure.deploy().catch(() => undefined);
    expect(sure.called()).toContain('ExecuteChangeSet');
  });

  it('says of what leaves the stack that AWS keeps it', async () => {
    const { deploy, text } = givenReview(without('DataVolume'), { answer: 'no' });
    await expect(deploy()).rejects.toThrow('Nothing was changed.');
    expect(text()).toContain('  DataVolume (AWS::EC2::Volume) leaves the stack, and AWS keeps it\n');
  });

  it('never executes a change set that reverts drift', async () => {
    const { cloudFormation, review, asked, cloudformation } = givenReview(template);
    const name = { StackName: OWN_STACK, ChangeSetName: 'drift' };
    const TemplateBody = JSON.stringify({ Resources: { Vpc: template.Resources['Vpc'] } });
    await cloudFormation.send(new CreateChangeSetCommand({ ...name, TemplateBody, DeploymentMode: 'REVERT_DRIFT' }));
    await expect(review(name)).rejects.toThrow('The change set drift reverts drift, which would start a stopped host.');
    expect([asked, cloudformation.changeSets()]).toEqual([[], []]);
  });
});

describe('deploy --review of a stack that there is not', () => {
  it('leaves no stack on a no', async () => {
    const { deploy, text, asked, cloudformation } = givenReview(template, { isFirst: true, answer: 'no' });
    await expect(deploy()).rejects.toThrow('Nothing was changed.');
    expect(text()).toContain('  DataVolume (AWS::EC2::Volume) is added\n');
    expect(asked).toHaveLength(1);
    expect([cloudformation.changeSets(), [...cloudformation.stacks.keys()]]).toEqual([[], []]);
  });

  it('asks once for both change sets', async () => {
    const { review, asked, cloudFormation } = givenReview(template, { isFirst: true });
    const name = { StackName: OWN_STACK, ChangeSetName: NAME };
    const TemplateBody = JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } });
    await cloudFormation.send(new CreateChangeSetCommand({ ...name, TemplateBody, ChangeSetType: 'CREATE' }));
    await review(name);
    await review(name);
    expect(asked).toHaveLength(1);
  });
});

describe('a review that fails', () => {
  it.each(['DescribeStacks', 'DescribeChangeSet', 'GetTemplate'])('of %s executes nothing', async (operation) => {
    const { world, deploy, asked, cloudformation, called } = givenReview(withOtherType());
    world.intercept('CreateChangeSet', async () =>
      world.injectFault(operation, {
        nth: operation === 'DescribeChangeSet' ? 2 : 1,
        code: 'Throttling',
        message: 'Rate exceeded',
      }),
    );
    await expect(deploy()).rejects.toThrow('Rate exceeded');
    expect([asked, cloudformation.changeSets()]).toEqual([[], []]);
    expect(called()).not.toContain('ExecuteChangeSet');
  });

  it('says what is left where the change set cannot be deleted', async () => {
    const { world, deploy, called } = givenReview(withOtherType(), { answer: 'no' });
    world.intercept('CreateChangeSet', async () =>
      world.injectFault('DeleteChangeSet', { nth: 1, code: 'Throttling', message: 'Rate exceeded' }),
    );
    await expect(deploy()).rejects.toThrow(
      'Nothing was changed, but the change set hostkeeper-change-set of hostkeeper-prod may be left: Rate exceeded (us-east-1)',
    );
    expect(called()).not.toContain('ExecuteChangeSet');
  });

  it('where nobody can type a name says that --yes does not answer', async () => {
    await expect(confirmByName('Go?', 'DataVolume')).rejects.toThrow(
      'Go? Nobody can be asked here, as this is no terminal, and --yes does not answer this.',
    );
  });
});
