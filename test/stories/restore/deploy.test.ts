import { describe, expect, it } from 'vitest';

import { READ_BY_SERVICES } from '../../aws/cloudformation/not-created.ts';
import { exampleTemplate, packageExample } from '../../aws/lambda/package-stack.ts';
import type { Template } from '../../aws/template.ts';
import { givenServing } from '../../support/host-stack.ts';

/** The template of a stage with these settings; what the simulated services read once is as it is deployed. */
const templateWith = (settings: Readonly<Record<string, string>>): Template => {
  const next = packageExample(settings);
  const { Resources: deployed } = exampleTemplate();
  const resources = Object.entries(next.Resources).map(([id, resource]) => [
    id,
    READ_BY_SERVICES.has(resource.Type) ? deployed[id] : resource,
  ]);
  return { ...next, Resources: Object.fromEntries(resources) };
};

/** The host of the stack after a restore to the zone of its second subnet. */
const restored = async () => {
  const host = await givenServing();
  const { world, volume, group } = host;
  const old = volume();
  const { ec2 } = world.inRegion();
  old.data.rows = 7;
  const tags = {
    'hostkeeper:host': 'blog',
    'hostkeeper:stage': 'example',
    'hostkeeper:role': 'snapshot',
    'hostkeeper:kept-by': 'retention',
  };
  const { data, fileSystem, volumeId } = old;
  ec2.snapshots.add({ volumeId, data, ...(fileSystem && { fileSystem }), tags: new Map(Object.entries(tags)) });
  old.data.rows = 9;
  const { error } = await world.invoke('restore', {
    reason: 'a story',
    host: 'blog',
    latest: true,
    zone: 'us-east-1b',
  });
  expect(error).toBeUndefined();
  await world.advance({ minutes: 10 });
  const current = ec2.volumes.all().find((one) => one.tags.get('hostkeeper:role') === 'data');
  return { ...host, old, current, place: () => [group().zones, group().subnets] };
};

describe('the host of a stack', () => {
  it('is restored in the second zone of the stage, and serves its page from there', async () => {
    const { pages, current, old, instance } = await restored();
    expect(current).toMatchObject({ zone: 'us-east-1b', data: { rows: 7 } });
    expect(old.tags.get('hostkeeper:role')).toBe('retired');
    expect(instance().zone).toBe('us-east-1b');
    expect(pages()).toEqual([instance().instanceId, instance().instanceId]);
  });

  it('is left where it is by the next deployment, if the stage has the lines that the e-mail prints', async () => {
    const { world, current, place, instance, pages } = await restored();
    const [mail] = world.mails.slice(-1);
    const lines = [...(mail?.body ?? '').matchAll(/^ {2}(volumeId|zone): (\S+)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    const settings: Readonly<Record<string, string>> = Object.fromEntries(lines);
    expect(settings).toEqual({ volumeId: current?.volumeId, zone: 'us-east-1b' });
    const before = place();
    const { instanceId } = instance();
    world.deploy(templateWith(settings));
    await world.advance({ minutes: 15 });
    expect(place()).toEqual(before);
    expect(instance().instanceId).toBe(instanceId);
    expect(current?.attachment).toMatchObject({ instanceId, mounted: true });
    expect(pages()).toEqual([instanceId, instanceId]);
  });

  it('is moved back by a deployment without these lines, so that they matter', async () => {
    const { world, place } = await restored();
    const template = exampleTemplate();
    const { Group = { Type: '' } } = template.Resources;
    const Properties = { ...Group.Properties, MaxSize: '1', MinSize: '0' };
    world.deploy({ ...template, Resources: { ...template.Resources, Group: { ...Group, Properties } } });
    expect(place()[0]).toEqual(['us-east-1a']);
  });
});
