import { expect, it } from 'vitest';

import { packageExample } from '../aws/lambda/package-stack.ts';
import { givenServing, givenStack, NAMES } from '../support/host-stack.ts';

/** What a removed stack has left, by the settings that have the next one use it. */
const leftBy = ({ world }: Awaited<ReturnType<typeof givenServing>>) => ({
  volumeId: world.resource('DataVolume').physicalId,
  hostedZoneId: world.resource('HostedZone').physicalId,
  databaseSecretArn: world.resource('DatabaseSecret').arn,
  secretArn: world.resource('Secret').arn,
  repository: world.resource('Repository').physicalId,
});

const SURVIVORS = new Set([
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::Route53::HostedZone',
  'AWS::SecretsManager::Secret',
]);

it('a stack that is removed and deployed again has the same volume, passwords, images and zone', async () => {
  const first = await givenServing();
  first.files().set('article', 'written before the stack was removed');
  const left = leftBy(first);
  const { tags, fileSystem, zone } = first.volume();

  const template = packageExample(left);
  expect(Object.values(template.Resources).filter(({ Type }) => SURVIVORS.has(Type))).toEqual([]);
  const { world, instance, pages } = await givenStack(template);
  const { ec2 } = world.inRegion();
  const volume = ec2.volumes.create(zone, Object.fromEntries(tags), left.volumeId);
  if (fileSystem) volume.fileSystem = fileSystem;
  world.route53.createZone(left.hostedZoneId, 'example.com');
  await world.advance({ minutes: 6 });

  const { instanceId } = instance();
  expect(pages()).toEqual(NAMES.map(() => instanceId));
  expect(volume.attachment).toMatchObject({ instanceId, mounted: true });
  expect(volume.fileSystem?.files.get('article')).toBe('written before the stack was removed');
  const task = JSON.stringify(world.resource('TaskDefinition').properties);
  for (const secret of [left.databaseSecretArn, left.secretArn]) expect(task).toContain(secret);
});
