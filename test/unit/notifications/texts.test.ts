import { describe, expect, it } from 'vitest';

import { fingerprintOf } from '../../../libs/notifications/history.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import type { NewsItem, Suggestion } from '../../../libs/notifications/news.ts';
import { item, STOPPING } from '../../support/notification-fixture.ts';

const RESUME: Suggestion = {
  purpose: 'To resume {hosts}',
  all: 'To resume every stopped host',
  command: { name: 'resume', reason: 'done' },
};

/** News of a host with a name of this length, which differs from the others. */
const newsOf = (index: number, more: Partial<NewsItem> = {}, length = 8): NewsItem => {
  const host = `${index}`.padStart(4, '0').padEnd(length, 'x');
  return item({ kind: STOPPING, target: { host, region: 'us-east-1', group: `${host}-group` }, ...more });
};

const several = (count: number, more: Partial<NewsItem> = {}, length = 8): readonly NewsItem[] =>
  Array.from({ length: count }, (_, index) => newsOf(index, more, length));

const bodyOf = (items: readonly NewsItem[], why?: string): string =>
  renderMessage(items, { stage: 'prod', ...(why !== undefined && { why }) }).body;

describe('the item of a host', () => {
  it('has its group, its region, the reason and, below, what was done', () => {
    expect(bodyOf([newsOf(0, { actions: ['set the sizes (why)', 'more (why)'] })])).toContain(
      'Stopping:\n- 0000xxxx (group 0000xxxx-group, us-east-1): i-1 has not ended yet.\n    set the sizes (why)\n    more (why)\n\n',
    );
  });

  it.each([
    ['', ''],
    ['+1', ' (once more since the last e-mail about it)'],
    ['+7', ' (7 times more since the last e-mail about it)'],
  ])('says how often it has happened again: "%s"', (mark, words) => {
    const state = { intent: 'running' };
    const print = fingerprintOf({ history: { fingerprints: [] }, state }, 'it');
    const observed = { history: { fingerprints: [`${print}${mark}`] }, state };
    expect(bodyOf([newsOf(0, { observed, fingerprints: [print] })])).toContain(`i-1 has not ended yet${words}.\n`);
  });

  it('is there once, whatever says it, and is cut where it is too long', () => {
    expect(bodyOf([newsOf(0), newsOf(0)]).match(/^- /gm)).toHaveLength(1);
    expect(bodyOf([newsOf(0, { reason: 'y'.repeat(1000) })])).toContain(`: ${'y'.repeat(1000)}.\n`);
    expect(bodyOf([newsOf(0, { reason: 'y'.repeat(1001) })])).toContain(`: ${'y'.repeat(1000)}....\n`);
    expect(bodyOf([newsOf(0, { actions: ['z'.repeat(1001)] })])).toContain(`    ${'z'.repeat(1000)}...\n`);
    expect(bodyOf([newsOf(0, { actions: Array(21).fill('done') })]).match(/^ {4}done$/gm)).toHaveLength(20);
  });
});

describe('a section', () => {
  it('has twenty items at most, and says how many more there are', () => {
    expect(bodyOf(several(20))).not.toContain('more, 20 in all');
    expect(bodyOf(several(20)).match(/^- /gm)).toHaveLength(20);
    expect(bodyOf(several(21))).toContain(
      '\n- and 1 more, 21 in all: `npm run hostkeeper -- status --stage prod` shows each of them.\n',
    );
  });

  it('names five hosts at most in its sentences', () => {
    expect(bodyOf(several(6))).toMatch(/^(\w+, ){5}\w+ go offline\./);
    expect(bodyOf(several(7))).toMatch(/^(\w+, ){4}\w+ and 2 more go offline\./);
  });
});

/** The body about as many hosts, each with a command of its own. */
const fixes = (count: number): string =>
  bodyOf(
    Array.from({ length: count }, (_, index) =>
      newsOf(index, { suggestions: [{ purpose: 'To fix {hosts}', command: `aws fix ${index}` }] }),
    ),
  );

describe('the commands of a message', () => {
  const withResume = { suggestions: [RESUME] };

  it('name every host while there are few of them, or their names are short', () => {
    const long = bodyOf(several(20, withResume, 255));
    expect(long).toContain('To resume 0000x');
    expect(long.match(/^npm run hostkeeper -- resume .*$/m)?.[0].match(/\d{4}x+/g)).toHaveLength(20);
    // Their names, and the spaces between them, have 2,000 characters, and one more.
    const fits = several(69, withResume, 28);
    expect(fits.map(({ target }) => target.host).join(' ').length).toBe(2000);
    const room = [newsOf(0, withResume, 29), ...fits.slice(1)];
    expect(bodyOf(fits)).toContain('To resume 0000x');
    expect(bodyOf(room)).toContain('To resume every stopped host of us-east-1, in the folder of your clone:');
    expect(bodyOf(room)).toContain('npm run hostkeeper -- resume --stage prod --region us-east-1\n');
  });

  it('are those of the hosts of a region, in both forms', () => {
    const body = bodyOf([newsOf(0, withResume), newsOf(1, withResume)]);
    expect(body).toContain(
      [
        'To resume 0000xxxx, 0001xxxx, in the folder of your clone:',
        'npm run hostkeeper -- resume 0000xxxx 0001xxxx --stage prod --region us-east-1',
        'or, anywhere, with the AWS CLI:',
        `printf '%s' '{"reason":"done","hosts":["0000xxxx","0001xxxx"]}' | aws lambda invoke --function-name hostkeeper-prod-emergency-resume --region us-east-1 --cli-read-timeout 900 --payload fileb:///dev/stdin /dev/stdout`,
      ].join('\n\n'),
    );
  });

  it('that are lines of their own stand below what they are for, twenty of them at most', () => {
    expect(fixes(1)).toContain('\n\nTo fix 0000xxxx:\n\naws fix 0\n\n');
    expect(fixes(20)).not.toContain('more commands like these');
    expect(fixes(21)).toContain('There are 1 more commands like these: `npm run hostkeeper -- status --stage prod`');
    expect(fixes(21).match(/^aws fix/gm)).toHaveLength(20);
  });
});

describe('the reason of a run', () => {
  it('stands after the first line, and is cut where it is too long', () => {
    expect(bodyOf(several(1), 'Because.').split('\n\n')[1]).toBe('Because.');
    expect(bodyOf(several(1)).split('\n\n')[1]).toMatch(/^Stopping:/);
    expect(bodyOf(several(1), 'w'.repeat(4000)).split('\n\n')[1]).toBe('w'.repeat(4000));
    expect(bodyOf(several(1), 'w'.repeat(4001)).split('\n\n')[1]).toBe(`${'w'.repeat(4000)}...`);
  });

  it('is told also where no host is enrolled', () => {
    expect(renderMessage([], { stage: 'prod' })).toEqual({
      subject: '[prod] No host is enrolled',
      body: 'No host is enrolled in stage prod, so nothing was done, and there is nothing to undo.\n\n',
    });
    expect(renderMessage([], { stage: 'prod', cause: 'the bill', why: 'Because.' })).toMatchObject({
      subject: '[prod] No host is enrolled: the bill',
      body: expect.stringContaining('\n\nBecause.\n\n'),
    });
  });
});
