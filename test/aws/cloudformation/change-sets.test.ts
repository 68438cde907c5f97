import {
  type Change,
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';

import { ownerOf } from '../../support/framework-deployment.ts';
import { withProperties } from '../../support/host-stack.ts';
import { OWN_STACK } from '../existing.ts';
import { exampleTemplate } from '../lambda/package-stack.ts';
import type { Template } from '../template.ts';
import { createWorld } from '../world.ts';

const template = exampleTemplate();
const StackName = OWN_STACK;
const ChangeSetName = 'changes';
const TemplateURL = 'https://s3.amazonaws.com/bucket/template.json';

const given = (next: Template = template) => {
  const existing = { stacks: [{ StackName, StackStatus: 'CREATE_COMPLETE' as const }] };
  const world = createWorld({ template, stage: 'example', existing });
  world.services.cloudformation.uploads.set(TemplateURL, JSON.stringify(next));
  const client = new CloudFormationClient(ownerOf(world));
  return {
    world,
    client,
    create: () => client.send(new CreateChangeSetCommand({ StackName, ChangeSetName, TemplateURL })),
  };
};

/** What a change set says of a resource. */
const changeOf = async (next: Template, logicalId: string, IncludePropertyValues = true) => {
  const { client, create } = given(next);
  await create();
  const described = await client.send(
    new DescribeChangeSetCommand({ StackName, ChangeSetName, IncludePropertyValues }),
  );
  const named = ({ ResourceChange }: Change) => ResourceChange?.LogicalResourceId === logicalId;
  return described.Changes?.find(named)?.ResourceChange;
};

describe('a change set says of a resource', () => {
  it('that it is replaced, by which property, and what becomes of the one before', async () => {
    expect(await changeOf(withProperties(template, 'Secret', { Name: 'other' }), 'Secret')).toMatchObject({
      Action: 'Modify',
      Replacement: 'True',
      PolicyAction: 'ReplaceAndRetain',
      Scope: ['Properties'],
      Details: [
        {
          Target: {
            Name: 'Name',
            Path: '/Properties/Name',
            RequiresRecreation: 'Always',
            BeforeValue: 'hostkeeper-example-blog',
            AfterValue: 'other',
          },
          Evaluation: 'Static',
        },
      ],
    });
  });

  it('that it is changed where it is, without the values unless these are asked for', async () => {
    const larger = withProperties(template, 'DataVolume', { Size: 20 });
    const values = { BeforeValue: '2', AfterValue: '20' };
    const target = { Attribute: 'Properties', Name: 'Size', RequiresRecreation: 'Never' };
    expect(await changeOf(larger, 'DataVolume')).toMatchObject({
      Replacement: 'False',
      Details: [{ Target: { ...target, ...values } }],
    });
    expect((await changeOf(larger, 'DataVolume', false))?.Details?.map(({ Target }) => Target)).toEqual([target]);
  });

  it('that it comes, or goes and is kept', async () => {
    const { DataVolume, ...others } = template.Resources;
    const next = { ...template, Resources: { ...others, Other: { Type: 'AWS::EC2::Volume', ...DataVolume } } };
    expect(await changeOf(next, 'Other')).toEqual({
      Action: 'Add',
      LogicalResourceId: 'Other',
      ResourceType: 'AWS::EC2::Volume',
      Scope: [],
      Details: [],
    });
    expect(await changeOf(next, 'DataVolume')).toMatchObject({ Action: 'Remove', PolicyAction: 'Retain' });
  });

  it('that a policy of it changes', async () => {
    const { HostedZone = { Type: '' }, ...others } = template.Resources;
    const Resources = { ...others, HostedZone: { ...HostedZone, DeletionPolicy: 'Delete' } };
    expect(await changeOf({ ...template, Resources }, 'HostedZone')).toMatchObject({
      Replacement: 'False',
      Scope: ['DeletionPolicy'],
      Details: [{ Target: { Attribute: 'DeletionPolicy', BeforeValue: 'Retain', AfterValue: 'Delete' } }],
    });
  });
});

describe('a change set', () => {
  it('changes nothing until it is executed, and is gone then', async () => {
    const { world, client, create } = given(withProperties(template, 'Group', { MinSize: '0' }));
    await create();
    const minimum = () => world.resource('Group').properties['MinSize'];
    expect(minimum()).toBe('1');
    await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }));
    expect([minimum(), world.services.cloudformation.changeSets()]).toEqual(['0', []]);
    await expect(client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }))).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
    });
  });

  it('has failed where it changes nothing', async () => {
    const { client, create } = given();
    await create();
    expect(await client.send(new DescribeChangeSetCommand({ StackName, ChangeSetName }))).toMatchObject({
      Status: 'FAILED',
      StatusReason: expect.stringMatching(/^The submitted information didn't contain changes\./),
    });
  });

  it('has the name once, the template that was uploaded, and a stack', async () => {
    const { client, create } = given(withProperties(template, 'Group', { MinSize: '0' }));
    await create();
    await expect(create()).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName, ChangeSetName }));
    expect(JSON.parse(TemplateBody)).toMatchObject({ Resources: { Group: { Properties: { MinSize: '0' } } } });
    const send = (more: object) =>
      client.send(new CreateChangeSetCommand({ StackName, ChangeSetName: 'other', TemplateURL, ...more }));
    await expect(send({ StackName: 'nobody' })).rejects.toThrow('Stack [nobody] does not exist');
    await expect(send({ ChangeSetType: 'CREATE' })).rejects.toThrow('already exists and cannot be created again');
    await expect(send({ TemplateURL: `${TemplateURL}x` })).rejects.toThrow('The specified key does not exist.');
    const long = { TemplateURL: undefined, TemplateBody: JSON.stringify(template) };
    await expect(send(long)).rejects.toThrow('Member must have length less than or equal to 51200');
  });

  it('of a stack that there is not makes an empty one, which stays until it is deleted', async () => {
    const { client } = given();
    const name = { StackName: 'new', ChangeSetName };
    await client.send(new CreateChangeSetCommand({ ...name, TemplateURL, ChangeSetType: 'CREATE' }));
    await expect(client.send(new CreateChangeSetCommand({ ...name, TemplateURL }))).rejects.toThrow(
      'is in REVIEW_IN_PROGRESS state and can not be updated',
    );
    await client.send(new DeleteChangeSetCommand(name));
    const status = async () => (await client.send(new DescribeStacksCommand({ StackName: 'new' }))).Stacks?.[0];
    expect(await status()).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
    await client.send(new DeleteStackCommand({ StackName: 'new' }));
    await expect(status()).rejects.toThrow('does not exist');
    await expect(client.send(new DeleteStackCommand({ StackName }))).rejects.toMatchObject({ name: 'NotSimulated' });
  });
});
