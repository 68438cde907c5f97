import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import hostEntries from '../../../../infra/host.ts';
import { hasOurHooks } from '../../../../libs/lifecycle/steps/hooks.ts';
import { hostResources, IMAGE } from '../../../support/stage-host-fixture.ts';

const propertiesOf = (id: string, settings: object = {}): Readonly<Record<string, unknown>> =>
  hostResources(settings)[id]?.Properties ?? {};

const launchData = (settings: object = {}) => propertiesOf('LaunchTemplate', settings)['LaunchTemplateData'];

const openPorts = (settings: object = {}) =>
  JSON.stringify(propertiesOf('SecurityGroup', settings)['SecurityGroupIngress']).match(/"FromPort":\d+/g);

interface Container {
  readonly Name: string;
  readonly Essential: boolean;
  readonly MemoryReservation: number;
  readonly PortMappings?: readonly { readonly HostPort: number }[];
  readonly Secrets?: readonly object[];
  readonly Environment?: readonly object[];
  readonly MountPoints?: readonly object[];
  readonly HealthCheck?: object;
}

const containersOf = (settings: object): readonly Container[] => {
  const containers = propertiesOf('TaskDefinition', settings)['ContainerDefinitions'];
  return JSON.parse(JSON.stringify(containers));
};

describe('what holds data', () => {
  const data = Object.entries(hostResources()).filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined);

  it('survives the stack and its own replacement', () => {
    expect(
      Object.fromEntries(data.map(([id, one]) => [id, [one['DeletionPolicy'], one['UpdateReplacePolicy']]])),
    ).toEqual({
      DataVolume: ['RetainExceptOnCreate', 'Retain'],
      DatabaseSecret: ['RetainExceptOnCreate', 'Retain'],
      Secret: ['RetainExceptOnCreate', 'Retain'],
      Repository: ['RetainExceptOnCreate', 'Retain'],
      HostedZone: ['Retain', 'Retain'],
    });
  });

  it('is replaced by no deployment: the stack policy denies it for every such type', () => {
    const types = new Set(data.map(([, { Type }]) => Type));
    const [, denial] = hostEntries.stackPolicy;
    expect(denial).toMatchObject({ Effect: 'Deny', Action: 'Update:Replace', Resource: '*' });
    expect(new Set(denial?.Condition?.StringEquals.ResourceType)).toEqual(types);
  });

  it('is no part of the stack where it is given by its id', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:blog-a1b2c3';
    const adopted = {
      volumeId: 'vol-0123456789abcdef0',
      hostedZoneId: 'Z0123456789ABC',
      databaseSecretArn: arn,
      secretArn: arn,
      repository: 'blog',
    };
    const left = Object.values(hostResources(adopted)).filter(({ DeletionPolicy }) => DeletionPolicy !== undefined);
    expect(left).toEqual([]);
  });

  it('is tagged for hostkeeper, which finds it by its tags', () => {
    expect(propertiesOf('DataVolume')['Tags']).toEqual(
      expect.arrayContaining([
        { Key: 'hostkeeper:host', Value: 'blog' },
        { Key: 'hostkeeper:stage', Value: 'prod' },
        { Key: 'hostkeeper:role', Value: 'data' },
      ]),
    );
  });

  it('has no value of a secret in the template: they are generated, of 51 characters that break no URL and no shell', () => {
    expect(propertiesOf('DatabaseSecret')['GenerateSecretString']).toEqual({
      PasswordLength: 51,
      ExcludeCharacters: '"@/\\',
    });
    expect(JSON.stringify(hostResources({ image: IMAGE }))).not.toContain('"SecretString":');
  });
});

describe('the group', () => {
  it('is of one instance, and no deployment sets how many it wants', () => {
    const { MinSize, MaxSize, ...others } = propertiesOf('Group');
    expect({ MinSize, MaxSize }).toEqual({ MinSize: '1', MaxSize: '1' });
    expect(others).not.toHaveProperty('DesiredCapacity');
    expect(hostResources()['Group']?.['UpdatePolicy']).toEqual({
      AutoScalingScheduledAction: { IgnoreUnmodifiedGroupSizeProperties: true },
    });
  });

  it('has the hooks of hostkeeper before its first instance launches', () => {
    const list = JSON.parse(JSON.stringify(propertiesOf('Group')['LifecycleHookSpecificationList']));
    const hooks = list.map((hook: Readonly<Record<string, string & number>>) => ({
      name: hook['LifecycleHookName'],
      transition: hook['LifecycleTransition'],
      heartbeatSeconds: hook['HeartbeatTimeout'],
      defaultResult: hook['DefaultResult'],
      metadata: hook['NotificationMetadata'],
    }));
    expect(hasOurHooks({ host: 'blog' }, hooks)).toBe(true);
  });

  it('is made after the volume, the way to the internet and the service, and goes before them', () => {
    expect(hostResources()['Group']?.['DependsOn']).toEqual(['DefaultRoute', 'DataVolume', 'Service']);
  });

  it('is enrolled, with the names that follow it', () => {
    const tags = propertiesOf('Group', { records: ['www.example.com'] })['Tags'];
    expect(tags).toEqual(
      expect.arrayContaining([
        { Key: 'hostkeeper:host', Value: 'blog', PropagateAtLaunch: false },
        { Key: 'hostkeeper:stage', Value: 'prod', PropagateAtLaunch: false },
        { Key: 'hostkeeper:records', Value: 'example.com www.example.com', PropagateAtLaunch: false },
        { Key: 'hostkeeper:hosted-zone', Value: { 'Fn::Sub': '${HostedZone}' }, PropagateAtLaunch: false },
        { Key: 'hostkeeper:cluster', Value: 'hostkeeper-prod-blog', PropagateAtLaunch: false },
      ]),
    );
  });

  it('takes Spot instances of several types where the setting names them', () => {
    const properties = propertiesOf('Group', { spotTypes: ['t3.micro', 't3a.micro'] });
    expect(properties).not.toHaveProperty('LaunchTemplate');
    expect(properties['MixedInstancesPolicy']).toMatchObject({
      InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 0 },
      LaunchTemplate: { Overrides: [{ InstanceType: 't3.micro' }, { InstanceType: 't3a.micro' }] },
    });
    expect(properties['Tags']).toContainEqual({
      Key: 'hostkeeper:on-rebalance',
      Value: 'replace',
      PropagateAtLaunch: false,
    });
  });
});

describe('the instance', () => {
  it('hands its credentials to no container, and costs what its type costs', () => {
    expect(launchData()).toMatchObject({
      InstanceType: 't3.micro',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      CreditSpecification: { CpuCredits: 'standard' },
    });
  });

  it.each([
    ['t3.micro', '/amazon-linux-2023/recommended'],
    ['t4g.micro', '/amazon-linux-2023/arm64/recommended'],
    ['m7g.medium', '/amazon-linux-2023/arm64/recommended'],
    ['g4dn.xlarge', '/amazon-linux-2023/recommended'],
  ])('of the type %s has the newest image for it', (instanceType, path) => {
    expect(launchData({ instanceType })).toMatchObject({ ImageId: expect.stringContaining(path) });
  });

  it('and its volumes and network interface have the tags of the project', () => {
    const text = JSON.stringify(launchData());
    for (const type of ['instance', 'volume', 'network-interface']) expect(text).toContain(`"ResourceType":"${type}"`);
    expect(text.split('{"Key":"Project","Value":"hostkeeper"}')).toHaveLength(4);
  });

  it('is reached at HTTP and HTTPS, and by SSH only from where the setting says', () => {
    expect(new Set(openPorts())).toEqual(new Set(['"FromPort":80', '"FromPort":443']));
    expect(openPorts({ adminCidr: '198.51.100.7/32', keyName: 'mine' })).toContain('"FromPort":22');
  });

  it('has an IPv6 address where the setting says so', () => {
    expect(propertiesOf('FirstSubnet')).not.toHaveProperty('Ipv6CidrBlock');
    expect(propertiesOf('FirstSubnet', { ipv6: true })).toHaveProperty('Ipv6CidrBlock');
    expect(hostResources({ ipv6: true })).toHaveProperty('Ipv6Route');
  });
});

describe('the task', () => {
  it('is nginx alone until there is an image: without secrets, and without the data volume', () => {
    const containers = containersOf({});
    expect(containers.map(({ Name }) => Name)).toEqual(['nginx']);
    expect(propertiesOf('TaskDefinition')['Volumes']).toEqual([]);
    expect(JSON.stringify(containers)).not.toMatch(/Secret/);
  });

  it('has three containers, which all end with any of them, and fit into 1 GiB', () => {
    const containers = containersOf({ image: IMAGE });
    expect(containers.map(({ Name, Essential }) => [Name, Essential])).toEqual([
      ['nginx', true],
      ['web', true],
      ['mysql', true],
    ]);
    expect(containers.reduce((sum, { MemoryReservation }) => sum + MemoryReservation, 0)).toBeLessThanOrEqual(800);
  });

  it('opens no port but those of nginx', () => {
    const ports = containersOf({ image: IMAGE }).map(({ Name, PortMappings = [] }) => [
      Name,
      PortMappings.map(({ HostPort }) => HostPort),
    ]);
    expect(ports).toEqual([
      ['nginx', [80, 443]],
      ['web', []],
      ['mysql', []],
    ]);
  });

  it('gets its secrets by reference, each key of the application by itself', () => {
    const web = containersOf({ image: IMAGE, secrets: ['EMAIL_PASSWORD'] }).find(({ Name }) => Name === 'web');
    expect(web?.Secrets).toEqual([
      { Name: 'DB_PASSWORD', ValueFrom: { Ref: 'DatabaseSecret' } },
      {
        Name: 'EMAIL_PASSWORD',
        ValueFrom: { 'Fn::Sub': ['${secret}:EMAIL_PASSWORD::', { secret: { Ref: 'Secret' } }] },
      },
    ]);
  });

  it('serves the static files from where the nginx configuration on the data volume looks for them', () => {
    const [, path = ''] = /alias (\/.*)\/;/.exec(readFileSync('infra/host/user-data/nginx-default.conf', 'utf8')) ?? [];
    expect(containersOf({ image: IMAGE })[0]?.MountPoints).toContainEqual({
      SourceVolume: 'static',
      ContainerPath: path,
      ReadOnly: true,
    });
  });

  it('checks the web container by the command of the setting, without a shell, and by none where there is none', () => {
    const [plain, checked] = [[], ['python', 'healthcheck.py']].map(
      (healthCheck) => containersOf({ image: IMAGE, healthCheck })[1]?.HealthCheck,
    );
    expect(plain).toBeUndefined();
    expect(checked).toMatchObject({ Command: ['CMD', 'python', 'healthcheck.py'] });
  });

  it('has no database where that is elsewhere', () => {
    const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:blog-a1b2c3';
    const settings = {
      image: IMAGE,
      database: 'external',
      databaseHost: 'db.example.com',
      databaseSecretArn: arn,
    };
    const containers = containersOf(settings);
    expect(containers.map(({ Name }) => Name)).toEqual(['nginx', 'web']);
    expect(containers[1]?.Environment).toContainEqual({ Name: 'DB_HOST', Value: 'db.example.com' });
  });

  it('runs on each instance, or by a capacity provider, which the group then precedes', () => {
    expect(propertiesOf('Service')).toMatchObject({ SchedulingStrategy: 'DAEMON', LaunchType: 'EC2' });
    const resources = hostResources({ capacityProvider: true });
    expect(resources['Service']?.Properties).toMatchObject({ DesiredCount: 1 });
    expect(resources['Service']?.Properties).not.toHaveProperty('LaunchType');
    expect(resources['Group']?.['DependsOn']).not.toContain('Service');
    expect(resources['Group']?.Properties).toMatchObject({ MinSize: '0', MaxSize: '1' });
  });
});
