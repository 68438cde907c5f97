import { describe, expect, it } from 'vitest';

import { givenNewcomer, STAGES } from '../../support/newcomer.ts';

describe('hostkeeper init, at a terminal', () => {
  it('asks five questions, each with its default, and asks a wrong answer again', async () => {
    const { atTerminal, readStages } = await givenNewcomer({ hosts: { shop: { enrolled: false } } });
    const { code, shown } = await atTerminal('init', [
      ['The group that is to become a host, or new for a host that is made with all that it needs [new]: ', '\n'],
      ['E-mail address that gets the notifications: ', 'you\n'],
      ['--email is not one e-mail address. Give it like this: --email you@example.com', ''],
      ['E-mail address that gets the notifications: ', 'you@example.com\n'],
      ['Domain at which the host answers [example.com]: ', 'blog.example.com\n'],
      ['Image of your web container; none yet for a placeholder page: ', '\n'],
      ['Budget in USD a month; at about twice that the hosts are stopped [20]: ', '25\n'],
    ]);
    expect(shown).toContain('Auto Scaling groups in us-east-1: shop-group');
    expect(shown).toContain('Written to infra/stages.yml:');
    expect(readStages()).toContain('monthlyBudgetUsd: 25\n  host:\n    name: blog\n    domain: blog.example.com\n');
    expect(code).toBe(0);
  });

  it('asks for the name of an existing group, and for no image', async () => {
    const { atTerminal, readStages } = await givenNewcomer({ hosts: { shop: { enrolled: false } } });
    const { code, shown } = await atTerminal('init --email you@example.com', [
      ['The group that is to become a host', 'shop-gruop\n'],
      ['the nearest is shop-group', ''],
      ['The group that is to become a host', 'shop-group\n'],
      ['DNS name that is to follow the host; none if you manage it yourself: ', 'shop.example.org\n'],
      ['--domain is in no public hosted zone of the account (example.com)', ''],
      ['DNS name that is to follow the host; none if you manage it yourself: ', 'shop.example.com\n'],
      ['Budget in USD a month; at about twice that the hosts are stopped [12]: ', '\n'],
    ]);
    expect(shown).toContain('enroll shop-group --stage prod --records shop.example.com --hosted-zone Z');
    expect(readStages()).toContain('recordNames: shop.example.com\n');
    expect([code, readStages().includes('host:')]).toEqual([0, false]);
  });

  it('asks before it changes a stage, and writes nothing on a no', async () => {
    const stages = `${STAGES}prod:\n  notificationEmail: me@example.com\n`;
    const { atTerminal, readStages } = await givenNewcomer({ stages });
    const { code, shown } = await atTerminal('init --image example.com/blog:v1 --budget 30', [
      ['E-mail address that gets the notifications [me@example.com]: ', '\n'],
      ['Domain at which the host answers [example.com]: ', '\n'],
      ['Change it? [y/N] ', 'n\n'],
    ]);
    expect(shown).toContain('No Auto Scaling group was found in us-east-1: this will be a new host.');
    expect(shown).toContain('+ host.domain: "example.com"');
    expect(shown).toContain('Nothing was changed.');
    expect([code, readStages()]).toEqual([1, stages]);
  });

  it('writes nothing where the questions are left', async () => {
    const { atTerminal, readStages } = await givenNewcomer();
    const { code, shown } = await atTerminal('init', [['E-mail address that gets the notifications: ', '\u0003']]);
    expect(shown).toContain('Nothing was changed.');
    expect([code, readStages()]).toEqual([1, STAGES]);
  });
});
