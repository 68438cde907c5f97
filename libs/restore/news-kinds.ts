import { ORDER } from '../notifications/kinds.ts';
import type { NewsKind } from '../notifications/news.ts';

const KEPT = 'No volume and no snapshot is deleted.';

export const RESTORING: NewsKind = {
  order: ORDER.event,
  subject: 'restoring {hosts}',
  lead: 'Restoring {hosts}: the service goes offline for some minutes, and comes back with the data that you chose.',
  heading: 'Being restored (the first of two e-mails)',
  outlook: `A second e-mail follows when it is done, usually within ten minutes; in the outage of a zone it takes ten more. It has the command that undoes this. ${KEPT}`,
};

export const RESTORED: NewsKind = {
  order: ORDER.event,
  subject: 'restored {hosts}',
  lead: 'Restored {hosts}: the data is in place.',
  heading: 'Restored (this completes the restore)',
  outlook: `Please check that the service answers, and that its data is what you wanted. What was written after the snapshot is on the old volume. ${KEPT} A retired volume goes on costing until you delete it; an e-mail lists them each month.`,
};

export const NOT_RESTORED: NewsKind = {
  order: ORDER.needsYou,
  subject: '{hosts} not restored',
  lead: '{hosts} {was|were} not restored, and {has|have} the data as before.',
  heading: 'Not restored',
  outlook: `To try again, with another snapshot or in another zone, see docs/runbooks/restore.md. Its volumes have their roles as before, so there is nothing to undo. ${KEPT}`,
};
