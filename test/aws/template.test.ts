import { describe, expect, it } from 'vitest';

import { deploy } from './template.ts';

/** The properties of a resource of the type `Test`, deployed to us-east-1 beside a few others. */
const resolve = (properties: Readonly<Record<string, unknown>>) =>
  deploy(
    {
      Resources: {
        Tested: { Type: 'Test', Properties: properties },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
        Role: { Type: 'AWS::IAM::Role' },
        Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } },
        Other: { Type: 'AWS::Other::Resource' },
      },
    },
    'us-east-1',
  )('Test')[0]?.properties;

describe('a template', () => {
  it('lists the resources of a type, with their logical ids and ARNs', () => {
    const resources = deploy(
      {
        Resources: {
          First: { Type: 'AWS::Events::Rule', Properties: { Name: 'every-minute' } },
          Second: { Type: 'AWS::Events::Rule' },
          Topic: { Type: 'AWS::SNS::Topic' },
        },
      },
      'eu-central-1',
    );
    expect(resources('AWS::Events::Rule')).toEqual([
      {
        logicalId: 'First',
        type: 'AWS::Events::Rule',
        arn: 'arn:aws:events:eu-central-1:123456789012:rule/every-minute',
        properties: { Name: 'every-minute' },
      },
      {
        logicalId: 'Second',
        type: 'AWS::Events::Rule',
        arn: 'arn:aws:events:eu-central-1:123456789012:rule/Second',
        properties: {},
      },
    ]);
    expect(resources('AWS::S3::Bucket')).toEqual([]);
  });

  it.each([
    ['Ref of a parameter of CloudFormation', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['Ref of the account', { Ref: 'AWS::AccountId' }, '123456789012'],
    ['Ref of a topic: its ARN', { Ref: 'Topic' }, 'arn:aws:sns:us-east-1:123456789012:alerts'],
    ['Ref of a function: its name', { Ref: 'Worker' }, 'worker'],
    ['Ref of a resource without a name: its logical id', { Ref: 'Role' }, 'Role'],
    [
      'Fn::GetAtt of an ARN',
      { 'Fn::GetAtt': ['Worker', 'Arn'] },
      'arn:aws:lambda:us-east-1:123456789012:function:worker',
    ],
    ['Fn::GetAtt of a name', { 'Fn::GetAtt': ['Topic', 'TopicName'] }, 'alerts'],
    ['Fn::GetAtt of a global ARN', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::123456789012:role/Role'],
    [
      'Fn::GetAtt of a type whose ARN is not known',
      { 'Fn::GetAtt': ['Other', 'Arn'] },
      'arn:aws:unknown:us-east-1:123456789012:Other',
    ],
    [
      'Fn::Sub of references and attributes',
      { 'Fn::Sub': 'arn:${AWS::Partition}:x:${AWS::Region}:${Worker}/${Topic.TopicName}/*' },
      'arn:aws:x:us-east-1:worker/alerts/*',
    ],
    ['Fn::Join of resolved parts', { 'Fn::Join': ['-', ['a', { Ref: 'Worker' }, 'b']] }, 'a-worker-b'],
  ])('resolves %s', (_, value, expected) => {
    expect(resolve({ value })).toEqual({ value: expected });
  });

  it('resolves at any depth, and leaves plain values as they are', () => {
    expect(resolve({ list: [{ nested: { Ref: 'Worker' } }], number: 5, text: '${Worker}', flag: false })).toEqual({
      list: [{ nested: 'worker' }],
      number: 5,
      text: '${Worker}',
      flag: false,
    });
  });

  it.each([
    ['an unknown resource', { Ref: 'Missing' }, 'The template has no resource Missing.'],
    ['an unknown resource in Fn::Sub', { 'Fn::Sub': '${Missing}' }, 'The template has no resource Missing.'],
    [
      'an attribute that is not simulated',
      { 'Fn::GetAtt': ['Topic', 'DisplayText'] },
      'The simulator does not support the attribute Topic.DisplayText.',
    ],
    [
      'an intrinsic function that is not simulated',
      { 'Fn::ImportValue': 'x' },
      'The simulator cannot resolve {"Fn::ImportValue":"x"}.',
    ],
    [
      'a Fn::Join of no list',
      { 'Fn::Join': ['-', 'parts'] },
      'The simulator cannot resolve {"Fn::Join":["-","parts"]}.',
    ],
  ])('throws for %s', (_, value, message) => {
    expect(() => resolve({ value })).toThrow(message);
  });
});
