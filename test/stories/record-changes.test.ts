import { describe, expect, it } from 'vitest';

import { ZONE } from '../aws/lambda/package-stack.ts';
import { given } from '../support/given.ts';
import { notificationText } from '../support/queries.ts';

const hosts = {
  blog: { data: true, records: ['blog.example.com'] },
  shop: { data: true, records: ['shop.example.com'] },
};
const LOST = { when: 'after', code: 'ServiceUnavailable', message: 'gone', status: 503 } as const;

describe('a change of records whose reply is lost', () => {
  it('is made, told, and no failure: the second attempt finds the records as they are to be', async () => {
    const { world, names, instance } = await given({ blog: hosts.blog });
    for (const record of world.route53.records(ZONE.id)) world.route53.remove(ZONE.id, record);
    world.injectFault('ChangeResourceRecordSets', { nth: 1, ...LOST });
    await world.advance({ minutes: 2 });
    const { ip } = instance('blog');
    expect(names()).toEqual([`A blog.example.com ${ip}`]);
    expect(notificationText(world)).toContain(`: A ${ip} created)`);
    expect(world.failures).toEqual([]);
    expect(world.mails).toHaveLength(1);
  });

  it('is made and told also when it removes the records of a stopped host', async () => {
    const { world, names, instance } = await given({ blog: hosts.blog });
    const { ip } = instance('blog');
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    world.injectFault('ChangeResourceRecordSets', { nth: 1, ...LOST });
    await world.advance({ minutes: 10 });
    expect(names()).toEqual([]);
    expect(notificationText(world)).toContain(`: A ${ip} deleted)`);
    expect(world.failures).toEqual([]);
  });
});

describe('a record that a person deletes in the moment in which hostkeeper removes those of several hosts', () => {
  it('keeps none of the others, and nothing is told that was not done', async () => {
    const { world, names } = await given(hosts);
    await world.invoke('emergency-shutdown', { reason: 'the bill rises' });
    world.intercept('ChangeResourceRecordSets', async () => {
      const record = world.route53
        .records(ZONE.id)
        .find(({ Name, Type }) => Name === 'blog.example.com.' && Type === 'A');
      if (record) world.route53.remove(ZONE.id, record);
    });
    await world.advance({ minutes: 15 });
    expect(names()).toEqual([]);
    expect(world.route53.records(ZONE.id)).toEqual([]);
    expect(notificationText(world).match(/shop\.example\.com pointed at an address/g)).toHaveLength(1);
  });
});
