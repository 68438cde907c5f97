import { describe, expect, it } from 'vitest';

import { ORDER } from '../../../libs/notifications/kinds.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import type { NewsItem, NewsKind } from '../../../libs/notifications/news.ts';
import { subjectOf } from '../../../libs/notifications/subject.ts';
import { STOPPING } from '../../support/notification-fixture.ts';

const KEPT: NewsKind = { ...STOPPING, order: 5, subject: '{hosts} not stopped', lead: '{hosts} {stays|stay} online.' };

const item = (host: string, kind: NewsKind, more: Partial<NewsItem> = {}): NewsItem => ({
  kind,
  target: { host, region: 'us-east-1', group: `${host}-group` },
  reason: `${host}'s reason`,
  detail: `${host}'s detail`,
  actions: [],
  suggestions: [{ purpose: 'To resume {hosts}', command: { name: 'resume', reason: 'done' } }],
  fingerprints: [],
  isRepeated: true,
  ...more,
});

const cause = "month's charges 27.13 USD passed 25.00 USD";

/** The subject about as many hosts, whose names are of this length. */
const subjectFor = (length: number, count: number): string =>
  renderMessage(
    Array.from({ length: count }, (_, index) => item(`${index}`.padEnd(length, 'x'), STOPPING)),
    { stage: 'prod' },
  ).subject;

describe('the subject of a message', () => {
  it('says what happened to which hosts, at what amount', () => {
    const { subject } = renderMessage([item('wiki', KEPT), item('blog', STOPPING), item('shop', STOPPING)], {
      stage: 'prod',
      cause,
    });
    expect(subject).toBe(`[prod] Stopping blog, shop; wiki not stopped: ${cause}`);
  });

  it('without a cause gives the detail of the only host', () => {
    expect(renderMessage([item('blog', STOPPING)], { stage: 'prod' }).subject).toBe(
      "[prod] Stopping blog: blog's detail",
    );
    expect(renderMessage([item('blog', STOPPING), item('shop', STOPPING)], { stage: 'prod' }).subject).toBe(
      '[prod] Stopping blog, shop',
    );
  });

  it('shortens the list of hosts before the cause, and takes fewer than 100 characters', () => {
    const items = Array.from({ length: 200 }, (_, index) => item(`host-${index}`, STOPPING));
    const { subject } = renderMessage(items, { stage: 'prod', cause });
    expect(subject).toBe(`[prod] Stopping host-0, host-1, host-2 and 197 more: ${cause}`);
  });

  it('names one host of several at the least, and none whose name alone is too long', () => {
    const name = '0'.padEnd(72, 'x');
    expect(subjectFor(72, 3)).toBe(`[prod] Stopping ${name} and 2 more`);
    expect(subjectFor(72, 3)).toHaveLength(99);
    expect(subjectFor(73, 3)).toBe('[prod] Stopping 3 hosts');
    expect(subjectFor(255, 1)).toMatch(/^\[prod\] Stopping 1 host: 0x+\.\.\.$/);
  });

  it('is that of the problem that all hosts have, whatever the run was for, and else that of the run', () => {
    const problem = { ...STOPPING, order: ORDER.needsYou, subject: '{hosts} {needs|need} you' };
    const both = (detail: string) => [
      item('blog', problem, { detail: 'no volume' }),
      item('shop', problem, { detail }),
    ];
    expect(renderMessage(both('no volume'), { stage: 'prod', cause }).subject).toBe(
      '[prod] blog, shop need you: no volume',
    );
    expect(renderMessage(both('no name'), { stage: 'prod', cause }).subject).toBe(
      `[prod] blog, shop need you: ${cause}`,
    );
    const [first] = both('no volume');
    expect(renderMessage([...(first ? [first] : []), item('wiki', STOPPING)], { stage: 'prod', cause }).subject).toBe(
      `[prod] blog needs you; stopping wiki: ${cause}`,
    );
  });

  it('is one line of ASCII, as SNS requires', () => {
    const subject = subjectOf('prod', `café\n${'x'.repeat(200)}`);
    expect(subject).toMatch(/^\[prod\] caf\? x+\.\.\.$/);
    expect(subject).toHaveLength(99);
  });
});

describe('the sections of a message', () => {
  it('come in the order of what a person has to do', () => {
    const kinds = Object.entries(ORDER).map(([heading, order]) => Object.assign({}, STOPPING, { heading, order }));
    const { body } = renderMessage(
      kinds.toReversed().map((kind) => item('blog', kind)),
      { stage: 'prod' },
    );
    expect(body.match(/^\w+(?=:\n- blog)/gm)).toEqual([
      'failed',
      'needsYou',
      'undecided',
      'waiting',
      'event',
      'notDone',
      'unchanged',
    ]);
  });
});

describe('the body of a message', () => {
  it('begins with what it means for each host, then why, then the sections', () => {
    const { body } = renderMessage([item('blog', STOPPING), item('shop', STOPPING), item('wiki', KEPT)], {
      stage: 'prod',
      why: 'The charges are high.',
    });
    expect(body.split('\n\n').slice(0, 2)).toEqual([
      'blog, shop go offline. wiki stays online.',
      'The charges are high.',
    ]);
  });

  it('has one command for all hosts of a region, on a line of its own', () => {
    const { body } = renderMessage([item('blog', STOPPING), item('shop', STOPPING)], { stage: 'prod' });
    expect(body).toContain(
      '\n\nTo resume blog, shop, in the folder of your clone:\n\n' +
        'npm run hostkeeper -- resume blog shop --stage prod --region us-east-1\n\n',
    );
    expect(body.match(/^npm run/gm)).toHaveLength(1);
  });

  it('gives hosts of two regions a command each', () => {
    const european = item('shop', STOPPING);
    const elsewhere = { ...european, target: { ...european.target, region: 'eu-central-1' } };
    const { body } = renderMessage([item('blog', STOPPING), elsewhere], { stage: 'prod' });
    expect(body.match(/^npm run .*$/gm)).toEqual([
      'npm run hostkeeper -- resume blog --stage prod --region us-east-1',
      'npm run hostkeeper -- resume shop --stage prod --region eu-central-1',
    ]);
  });
});
