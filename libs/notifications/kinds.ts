import type { NewsKind } from './message.ts';

/** The positions of the kinds in a message. */
export const ORDER = { failed: 0, needsYou: 1, undecided: 2, waiting: 3, event: 4, notDone: 5, unchanged: 6 } as const;

/** An action or an observation of AWS that failed. */
export const FAILED: NewsKind = {
  order: ORDER.failed,
  subject: 'failed for {hosts}',
  lead: 'hostkeeper could not finish its work on {hosts}; the service may be affected.',
  heading: 'Failed',
  outlook:
    'What hostkeeper has recorded in tags is tried again every minute. If no e-mail says within five minutes that it ' +
    'worked, read the log of the function, and repeat what you asked for.',
};

/** A problem that only a person can solve. */
export const NEEDS_YOU: NewsKind = {
  order: ORDER.needsYou,
  subject: '{hosts} {needs|need} you',
  lead: '{hosts} {needs|need} you: hostkeeper does nothing there that the problem below makes unsafe.',
  heading: 'Needs you',
  outlook:
    'Nothing was changed because of this problem, so there is nothing to undo. Please fix it as described above. ' +
    'hostkeeper checks every minute and continues by itself; while the problem lasts, a reminder comes every 24 hours.',
};

/** A host whose group no longer exists. */
export const GONE: NewsKind = {
  order: ORDER.unchanged,
  subject: 'no group any more: {hosts}',
  lead: '{hosts} {has|have} no Auto Scaling group any more.',
  heading: 'Gone',
  outlook: 'Nothing was done, so there is nothing to undo.',
};
