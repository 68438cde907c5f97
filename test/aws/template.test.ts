import { describe, expect, it } from 'vitest';

import { deploy } from './template.ts';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

/** The properties of a resource of the type `Test`, deployed to us-east-1 beside a few others. */
const resolve = (properties: Readonly<Record<string, unknown>>) =>
  deploy(
    {
      Parameters: { Zone: { Type: 'String', Default: 'us-east-1a' }, Empty: { Type: 'String' } },
      Resources: {
        Tested: { Type: 'Test', Properties: properties },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alerts' } },
        Role: { Type: 'AWS::IAM::Role' },
        Worker: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'worker' } },
        Other: { Type: 'AWS::Other::Resource' },
        Volume: { Type: 'AWS::EC2::Volume' },
        Vpc: { Type: 'AWS::EC2::VPC' },
        Template: { Type: 'AWS::EC2::LaunchTemplate' },
        HostedZone: { Type: 'AWS::Route53::HostedZone' },
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
    ['Ref of a topic: its ARN', { Ref: 'Topic' }, TOPIC],
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
    ['Ref of a parameter: its default', { Ref: 'Zone' }, 'us-east-1a'],
    ['Ref of a resource with an id', { Ref: 'Volume' }, expect.stringMatching(/^vol-0[0-9a-f]{16}$/)],
    ['Fn::GetAtt of a version', { 'Fn::GetAtt': ['Template', 'LatestVersionNumber'] }, '1'],
    ['Fn::Sub with values of its own', { 'Fn::Sub': ['${a}/${Worker}', { a: { Ref: 'Topic' } }] }, `${TOPIC}/worker`],
    ['Fn::Sub with a literal', { 'Fn::Sub': '${!aws:userid}-${Worker}' }, '${aws:userid}-worker'],
    ['Fn::Base64', { 'Fn::Base64': { 'Fn::Sub': '${Worker}!' } }, 'd29ya2VyIQ=='],
    ['Fn::Select', { 'Fn::Select': [1, ['a', { Ref: 'Worker' }]] }, 'worker'],
    [
      'Fn::Cidr of a range that AWS gives',
      { 'Fn::Cidr': [{ 'Fn::Select': [0, { 'Fn::GetAtt': ['Vpc', 'Ipv6CidrBlocks'] }] }, 2, 64] },
      [expect.stringMatching(/^2001:db8:0:..00::\/64$/), expect.stringMatching(/^2001:db8:0:..01::\/64$/)],
    ],
    [
      'Fn::Join of a list that is an attribute',
      { 'Fn::Join': [' ', { 'Fn::GetAtt': ['HostedZone', 'NameServers'] }] },
      'ns-1.awsdns-01.com ns-2.awsdns-02.com ns-3.awsdns-03.com ns-4.awsdns-04.com',
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
    ['a parameter without a default', { Ref: 'Empty' }, 'The parameter Empty has no default.'],
    ['Fn::Cidr of IPv4', { 'Fn::Cidr': ['10.0.0.0/24', 2, 4] }, 'The simulator cannot resolve {"Fn::Cidr"'],
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
