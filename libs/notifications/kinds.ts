import type { NewsKind } from './news.ts';

/** The positions of the kinds in a message. */
export const ORDER = { failed: 0, needsYou: 1, undecided: 2, waiting: 3, event: 4, notDone: 5, unchanged: 6 } as const;

/** An action or an observation of AWS that failed. */
export const FAILED: NewsKind = {
  order: ORDER.failed,
  subject: 'failed for {hosts}',
  lead: 'hostkeeper could not finish its work on {hosts}; the service may be affected.',
  heading: 'Failed',
  outlook:
    'What was recorded in tags is tried again every minute, and is completed rather than undone. If you asked for this ' +
    'and no e-mail says within five minutes that it worked, ask again; the log of the function has the details.',
};

/** A problem that only a person can solve. */
export const NEEDS_YOU: NewsKind = {
  order: ORDER.needsYou,
  subject: '{hosts} {needs|need} you',
  lead: '{hosts} {needs|need} you: hostkeeper cannot continue there, and the service may be offline, until this is fixed.',
  heading: 'Needs you',
  outlook:
    'Please fix it as described. hostkeeper checks every minute and continues by itself; while the problem lasts, a ' +
    'reminder comes every 24 hours. What would be unsafe was not done, so there is nothing to undo.',
};

/** A host whose group no longer exists. */
export const GONE: NewsKind = {
  order: ORDER.unchanged,
  subject: 'no group any more: {hosts}',
  lead: '{hosts} {has|have} no Auto Scaling group any more.',
  heading: 'Gone',
  outlook: 'Nothing was done, so there is nothing to undo.',
};

/** The part of a refusal's reason that says what the problem is; the fix follows after a colon. */
export const problemOf = (reason: string): string => reason.split(': ')[0] ?? reason;
