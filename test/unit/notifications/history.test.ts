import { describe, expect, it } from 'vitest';

import {
  fingerprintOf,
  formatHistory,
  type History,
  isNew,
  isRepeat,
  nextHistory,
  openIn,
  parseHistory,
  repeatsOf,
} from '../../../libs/notifications/history.ts';
import type { NewsItem } from '../../../libs/notifications/news.ts';
import { item, since } from '../../support/notification-fixture.ts';

const now = new Date('2026-11-14T12:00:00Z');
const hoursLater = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

const suspended = { intent: 'suspended', since };

/** News of a host that these items were notified about. */
const after = (notified: NewsItem, at: Date, next: Partial<NewsItem> = {}): NewsItem =>
  item({ ...next, observed: { state: suspended, history: nextHistory([notified], [], at), ...next.observed } });

describe('news', () => {
  it('is what was not notified yet, and not again a minute later', () => {
    expect(isNew(item(), now)).toBe(true);
    expect(isNew(after(item(), now), hoursLater(1 / 60))).toBe(false);
  });

  it('is again, a day later, what is repeated', () => {
    expect(isNew(after(item(), now), hoursLater(23.9))).toBe(false);
    expect(isNew(after(item(), now), hoursLater(24))).toBe(true);
    expect(isNew(after(item(), now, { isRepeated: false }), hoursLater(1000))).toBe(false);
  });

  it('is another reason, and the same in another period', () => {
    expect(isNew(after(item(), now, { reason: 'its group has a warm pool' }), now)).toBe(true);
    const later = { history: nextHistory([item()], [], now), state: { intent: 'suspended', since: now } };
    expect(isNew(item({ observed: later }), now)).toBe(true);
  });

  it.each([
    ['another instance', 'i-1 has not ended yet', 'i-0a1b2c has not ended yet'],
    ['more instances', 'i-1 has not ended yet', 'i-1, i-2, i-3 has not ended yet'],
    ['another volume', 'vol-1 is attaching', 'vol-2 is attaching'],
    ['another number', 'vol-1 has been attaching for 90 s', 'vol-1 has been attaching for 95.5 s'],
    ['another time', 'paused until 2026-11-14T12:00:00.000Z', 'paused until 2026-12-01T00:00:00Z'],
  ])('is not the same about %s', (_, first, second) => {
    expect(isNew(after(item({ reason: first }), now, { reason: second }), now)).toBe(false);
  });

  it('is not, the same day, what returns after something else', () => {
    const first = after(item(), now);
    const second = after({ ...first, fingerprints: [fingerprintOf(first.observed, 'a warm pool')] }, now);
    expect(isNew(second, hoursLater(1))).toBe(false);
    expect(isNew({ ...second, fingerprints: ['0a1b2c3d'] }, hoursLater(1))).toBe(true);
  });

  it('is nothing that is not recorded', () => {
    expect(isNew(item({ fingerprints: [] }), now)).toBe(false);
  });
});

const event = (more: Partial<NewsItem> = {}) => item({ isEvent: true, ...more });

/** The item once it has happened again. */
const onceMore = (earlier: NewsItem) => {
  const history = parseHistory(formatHistory(nextHistory([], [earlier], hoursLater(1))));
  return event({ observed: { state: suspended, history } });
};

describe('what happens again on the same day', () => {
  it('is counted, and notified with the count a day after the first time', () => {
    const first = event(after(event(), now));
    expect([isNew(first, hoursLater(1)), isRepeat(first, hoursLater(1))]).toEqual([false, true]);
    const third = onceMore(onceMore(first));
    expect(repeatsOf(third)).toBe(2);
    expect([isNew(third, hoursLater(23)), isNew(third, hoursLater(24))]).toEqual([false, true]);
    expect(nextHistory([third], [], hoursLater(24)).fingerprints).toEqual(third.fingerprints);
  });

  it('is not counted where it is a state', () => {
    expect(isRepeat(after(item(), now), hoursLater(1))).toBe(false);
  });
});

/** A notified item whose end is to be notified, and the end. */
const ended = (ends: 'problem' | 'outage') => {
  const { observed } = after(item({ ends }), now);
  const print = item().fingerprints[0] ?? '';
  const end = item({ ...(observed && { observed }), fingerprints: [], isRepeated: false, closes: [print] });
  return { observed, print, end };
};

describe('the end of what was notified', () => {
  it.each(['problem', 'outage'] as const)('is known to be due: a %s', (ends) => {
    const { observed, print, end } = ended(ends);
    const open = observed && openIn(observed);
    expect(open).toEqual({ problems: ends === 'problem' ? [print] : [], outages: ends === 'outage' ? [print] : [] });
    expect(isNew(end, hoursLater(1))).toBe(true);
  });

  it('lets a problem be news again, and an outage only be counted', () => {
    expect(nextHistory([ended('problem').end], [], hoursLater(1)).fingerprints).toEqual([]);
    expect(nextHistory([ended('outage').end], [], hoursLater(1)).fingerprints).toEqual([ended('outage').print]);
  });
});

describe('the tag hostkeeper:notified', () => {
  it('is read as it was written, and holds at most 256 characters that a tag value may hold', () => {
    let history: History = nextHistory([item()], [], now);
    for (let at = 0; at < 50; at++) {
      const reason = `it is ${String.fromCodePoint(97 + (at % 26), 97 + Math.floor(at / 26))}`;
      history = parseHistory(
        formatHistory(nextHistory([item({ reason, observed: { history, state: suspended } })], [], now)),
      );
    }
    expect(formatHistory({ ...history, at: now })).toMatch(/^[\w\s+\-=.:/@]{1,256}$/);
    expect(history.fingerprints.length).toBeGreaterThan(20);
  });

  it.each([undefined, '', 'nonsense', 'a1b2 c3d4'])('counts as an empty history when it cannot be read: %s', (text) => {
    expect(parseHistory(text)).toEqual({ fingerprints: [] });
  });
});
