import { describe, expect, it } from 'vitest';

import { exampleTemplate } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';
import { givenServing, givenStack, NAMES, withProperties } from '../support/host-stack.ts';
import { expectFailures } from '../support/story-end.ts';

/** The template with another text in it. Throws where it does not have the first. */
const withText = (from: RegExp, to: string, template = exampleTemplate()): Template => {
  const text = JSON.stringify(template);
  if (!from.test(text)) throw new Error(`the template has no ${from.source}`);
  const changed: Template = JSON.parse(text.replace(from, to));
  return changed;
};

const NO_ADDRESS = NAMES.map((name) => `${name} has no address`);
const NO_CONTAINER = NAMES.map(() => 'no container listens at port 80');

describe('no page is served, and it is known why, where the template', () => {
  it.each([
    [
      'lets nobody in at port 80',
      withProperties(exampleTemplate(), 'SecurityGroup', { SecurityGroupIngress: [] }),
      NAMES.map(() => 'no security group lets anybody in at port 80'),
    ],
    ['does not let the host format its blank volume', withText(/Environment=FORMAT_BLANK=yes/, ''), NO_CONTAINER],
    [
      'does not start the unit that mounts the volume',
      withText(/systemctl start --no-block hostkeeper-data/, ''),
      NO_CONTAINER,
    ],
    ['has the agent join another cluster', withText(/ECS_CLUSTER=[\w-]+/, 'ECS_CLUSTER=other'), NO_CONTAINER],
    ['gives no container the port', withText(/"HostPort":80\b/, '"HostPort":8080'), NO_CONTAINER],
    ['enrolls no group', withProperties(exampleTemplate(), 'Group', { Tags: [] }), NO_ADDRESS],
    [
      'tags the volume as that of another stage',
      withText(/("hostkeeper-example-blog-data"\},\{[^}]*\},\{"Key":"hostkeeper:stage","Value":")example/, '$1prod'),
      NO_ADDRESS,
    ],
  ])('%s', async (_, template, failures) => {
    const { world, pages } = await givenStack(template);
    await world.advance({ minutes: 10 });
    expect(pages()).toEqual(failures);
  });

  it('allows the functions other names than those of the host', async () => {
    expectFailures('instance-launch', 'reconcile');
    const { world, pages } = await givenStack(withText(/"www\.example\.com","_hostkeeper/g, '"_hostkeeper'));
    await world.advance({ minutes: 10 });
    expect(pages()).toEqual(NO_ADDRESS);
  });
});

describe('a volume of another host', () => {
  it('is not mounted, and the agent does not start', async () => {
    const { world, volume, pages, instance, containerInstance } = await givenStack();
    volume().fileSystem = { label: 'hk-00000000', owner: 'example/shop', files: new Map() };
    await world.advance({ minutes: 5 });
    expect(volume().attachment).toMatchObject({ instanceId: instance().instanceId, mounted: false });
    expect([containerInstance(), ...pages()]).toEqual([undefined, ...NO_CONTAINER]);
  });
});

describe('a container that is not essential', () => {
  it('is not started again, so that the page stays broken', async () => {
    const { world, pages, killContainer } = await givenServing(
      withText(/("Name":"mysql","Image":"[^"]*","Essential":)true/, '$1false'),
    );
    killContainer('mysql');
    await world.advance({ minutes: 10 });
    expect(pages()).toEqual(NAMES.map(() => '502: the container mysql does not run'));
  });
});

describe('a deployment without the UpdatePolicy', () => {
  it('starts a stopped host', async () => {
    const template = withText(/("IgnoreUnmodifiedGroupSizeProperties":)true/, '$1false');
    const { world, sizes } = await givenServing(template);
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    expect(sizes()).toBe('0/0/0');
    world.deploy(withText(/("InstanceType": *)"t3\.micro"/, '$1"t3.small"', template));
    expect(sizes()).toBe('1/1/1');
  });
});

describe('units without their drop-ins', () => {
  it('start the agent on a host that does not have its data', async () => {
    const { world, containerInstance } = await givenStack(
      withProperties(withText(/Requires=hostkeeper-data\.service/g, ''), 'DataVolume', {
        AvailabilityZone: { Ref: 'SecondZone' },
      }),
    );
    await world.advance({ minutes: 5 });
    expect(containerInstance()).toMatchObject({ status: 'ACTIVE', runningTasks: 1 });
  });
});
