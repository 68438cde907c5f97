import { describe, expect, it } from 'vitest';

import { renderMessage } from '../../../libs/notifications/message.ts';
import type { NewsItem, Suggestion } from '../../../libs/notifications/news.ts';
import { snsNotifier } from '../../../libs/notifications/sns.ts';
import { STOPPING } from '../../support/notification-fixture.ts';

const RESUME: Suggestion = {
  purpose: 'To resume {hosts}',
  all: 'To resume every stopped host',
  command: { name: 'resume', reason: 'done' },
};

/** News of as many hosts, whose names have 200 characters. */
const news = (
  count: number,
  suggestionOf: (host: string) => readonly Suggestion[] = () => [RESUME],
): readonly NewsItem[] =>
  Array.from({ length: count }, (_, index) => {
    const host = `host-${String(index + 1).padStart(4, '0')}-`.padEnd(200, 'x');
    return {
      kind: STOPPING,
      target: { host, region: 'us-east-1', group: `${host}-group` },
      reason: 'i-1 has not ended yet',
      detail: 'as you asked',
      actions: ['set the sizes of its group (requested by the budget)'],
      suggestions: suggestionOf(host),
      fingerprints: [],
      isRepeated: true,
    };
  });

const header = { stage: 'prod', cause: "month's charges 27.13 USD passed 25.00 USD", why: 'The charges are high.' };

/** What SNS takes. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_BYTES = 262_144;

describe('the message about a thousand hosts with long names', () => {
  const { subject, body } = renderMessage(news(1000), header);

  it('has a subject under 100 characters, with the count and the cause', () => {
    expect(subject).toBe(`[prod] Stopping 1000 hosts: ${header.cause}`);
    expect(subject.length).toBeLessThan(100);
  });

  it('says the cause, the counts, the first twenty, and where the rest stands', () => {
    expect(body).toContain('\n\nThe charges are high.\n\n');
    expect(body.match(/^- host-\d+-/gm)).toHaveLength(20);
    expect(body).toContain(
      '\n- and 980 more, 1000 in all: `npm run hostkeeper -- status --stage prod` shows each of them.\n',
    );
    expect(Buffer.byteLength(body)).toBeLessThan(MAX_BYTES / 8);
  });

  it('has one command without names, and says that it concerns every stopped host', () => {
    expect(body).toContain(
      '\n\nTo resume every stopped host of us-east-1, in the folder of your clone:\n\n' +
        'npm run hostkeeper -- resume --stage prod --region us-east-1\n\n',
    );
    expect(body).toContain(`printf '%s' '{"reason":"done"}' | aws lambda invoke `);
  });
});

describe('a command for many hosts', () => {
  it('that must name them names the first twenty, and says where the other names are', () => {
    const { all, ...named } = RESUME;
    expect(all).toBeDefined();
    const { body } = renderMessage(
      news(1000, () => [named]),
      header,
    );
    const [line = '', ...others] = body.match(/^npm run hostkeeper -- resume .*$/gm) ?? [];
    expect(line.match(/host-\d+-/g)).toHaveLength(20);
    expect(others).toEqual([]);
    expect(body).toContain(
      'and 15 more, the first 20 of 1000 (repeat it with the names of the others, which `npm run hostkeeper -- status --stage prod` shows), in the folder of your clone:',
    );
  });

  it('of which each host has its own is printed for the first twenty', () => {
    const { body } = renderMessage(
      news(1000, (host) => [{ purpose: 'To fix {hosts}', command: `aws fix ${host}` }]),
      header,
    );
    expect(body.match(/^aws fix /gm)).toHaveLength(20);
    expect(body).toContain('There are 980 more commands like these: `npm run hostkeeper -- status --stage prod`');
    expect(Buffer.byteLength(body)).toBeLessThan(MAX_BYTES / 8);
  });

  it('names up to twenty hosts', () => {
    const { body } = renderMessage(news(20), header);
    expect(body.match(/^npm run hostkeeper -- resume .*$/m)?.[0].match(/host-\d+-/g)).toHaveLength(20);
    expect(body).not.toContain('more, 20 in all');
  });
});

/** What is published of a message. */
const published = async (body: string): Promise<string> => {
  const bodies: string[] = [];
  const publish = async (_: string, __: string, text: string): Promise<void> => void bodies.push(text);
  await snsNotifier({ publish }, 'arn', () => ({ createOrUpdateTags: async () => {} })).send({ subject: 'x', body });
  return bodies.join('');
};

describe('whatever a message says', () => {
  it.each(['x'.repeat(1_000_000), '€'.repeat(262_144), '😀'.repeat(200_000)])(
    'SNS takes it: what is too long is cut, and that is said',
    async (body) => {
      const text = await published(body);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_BYTES);
      expect(text).toMatch(
        /\n\nThis message was too long, and is cut here: `npm run hostkeeper -- status` shows every host\.\n$/,
      );
    },
  );

  it('is unchanged up to 262,144 bytes', async () => {
    const longest = 'x'.repeat(MAX_BYTES);
    expect((await published(longest)) === longest).toBe(true);
  });

  it('quotes a long reason by its beginning', () => {
    const [item] = news(1);
    const long = item ? [{ ...item, reason: 'y'.repeat(100_000) }] : [];
    const { body } = renderMessage(long, { ...header, why: 'z'.repeat(100_000) });
    expect(body.length).toBeLessThan(10_000);
    expect(body).toContain('npm run hostkeeper -- resume ');
  });
});
