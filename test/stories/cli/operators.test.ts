import { expect, it } from 'vitest';
import * as z from 'zod/mini';

import { operate } from '../../../infra/host/operators.ts';
import { hostSchema } from '../../../infra/host/settings.ts';
import { ZONE } from '../../aws/lambda/package-stack.ts';
import { prefixOf, serviceNamed } from '../../aws/services.ts';
import { givenOperator } from '../../support/cli.ts';
import { MINIMAL } from '../../support/stage-host-fixture.ts';

const HOST = { stage: 'prod', settings: z.parse(hostSchema, { ...MINIMAL, domain: ZONE.name }) };
const allowed = new Set<string>(operate(HOST).statements.flatMap(({ actions }) => actions));

it.each([
  ['status'],
  ['stop blog --yes'],
  ['resume blog --yes'],
  ['snapshot blog'],
  ['snapshots'],
  ['logs'],
  ['clone blog --yes'],
  ['restore blog --latest --yes'],
])('hostkeeper %s calls what the operators of a host may call, and nothing else', async (line) => {
  const { world, type, volume } = await givenOperator({ blog: { data: true, records: ['blog.example.com'] } });
  const tags = { 'hostkeeper:host': 'blog', 'hostkeeper:stage': 'prod', 'hostkeeper:role': 'snapshot' };
  const { volumeId, data } = volume('blog');
  world.inRegion().ec2.snapshots.add({ volumeId, data, tags: new Map(Object.entries(tags)) });
  const { code } = await type(line.split(' '));
  const called = world.calls
    .filter(({ caller }) => caller === 'owner')
    .map(
      ({ service, operation }) => `${prefixOf(service)}:${serviceNamed(service)?.iamActions?.[operation] ?? operation}`,
    );
  expect(code).toBe(0);
  expect(called.length).toBeGreaterThan(0);
  expect(called.filter((action) => !allowed.has(action))).toEqual([]);
});
