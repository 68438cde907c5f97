import { ORDER } from '../notifications/kinds.ts';
import type { NewsKind } from '../notifications/news.ts';

const GONE = 'No instance of the drill and no copy of the data is left. The host itself was not touched.';

export const PASSED: NewsKind = {
  order: ORDER.event,
  subject: 'restore of {hosts} rehearsed',
  lead: 'A snapshot of {hosts} was restored on an instance of its own, and all that was looked at is right.',
  heading: 'Rehearsed',
  outlook: `${GONE} There is nothing for you to do, and nothing to undo.`,
};

export const NOT_PASSED: NewsKind = {
  order: ORDER.needsYou,
  subject: 'rehearsed restore of {hosts} failed',
  lead: 'A snapshot of {hosts} was restored on an instance of its own, and it is not as it should be: a restore from it may not bring the service back.',
  heading: 'Did not pass',
  outlook:
    `${GONE} Please look at the data of the host today: docs/drills.md says where to begin for each result. An older ` +
    'snapshot may be right: none was deleted. Once the cause is solved, take a new one, and rehearse it with the command ' +
    'below. There is nothing to undo.',
};

export const NO_RESULT: NewsKind = {
  order: ORDER.waiting,
  subject: 'rehearsed restore of {hosts} came to no result',
  lead: 'The restore of {hosts} could not be rehearsed to its end: that says nothing about the snapshot.',
  heading: 'No result',
  outlook:
    `${GONE} The monthly drill is tried again tomorrow. docs/drills.md says what each reason means, and what to do if it ` +
    'comes again. There is nothing to undo.',
};

export const NOT_DRILLED: NewsKind = {
  order: ORDER.notDone,
  subject: '{hosts} not drilled',
  lead: 'The restore of {hosts} was not rehearsed.',
  heading: 'Not drilled',
  outlook: 'Nothing was launched, so there is nothing to undo.',
};
