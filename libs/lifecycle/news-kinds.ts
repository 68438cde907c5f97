import { ORDER } from '../notifications/kinds.ts';
import type { NewsKind } from '../notifications/news.ts';

const NOTHING_TO_DO = 'There is nothing for you to do.';
const NOTHING_TO_UNDO = 'There is nothing to undo.';

/** What happens next to a host whose instance has to be replaced. */
const SUCCESSOR_FOLLOWS =
  'The new instance gets the data volume, the Elastic IP address and the DNS records. An e-mail follows when the ' +
  `service is back, or if that fails. The data volume was not deleted. ${NOTHING_TO_DO}`;

export const WAITING: NewsKind = {
  order: ORDER.waiting,
  subject: '{hosts} {is|are} waiting',
  lead: '{hosts} {is|are} not yet as the tags say, and the service may be affected.',
  heading: 'Waiting',
  outlook:
    'hostkeeper checks every minute and goes on as soon as it can. If this lasts, look at the instance and the volume ' +
    'in the EC2 console; a reminder comes every 24 hours. There is nothing to undo.',
};

export const SCHEDULED: NewsKind = {
  order: ORDER.waiting,
  subject: '{hosts} will be replaced',
  lead: 'AWS retires the instance of {hosts}: hostkeeper replaces it beforehand, at night or, where none comes in time, at once, with some minutes of downtime.',
  heading: 'Replacement is scheduled',
  outlook:
    'The new instance gets the data volume, the Elastic IP address and the DNS records. To choose the time yourself, ' +
    'terminate the instance before. Nothing was changed yet, so there is nothing to undo.',
};

export const DIED: NewsKind = {
  order: ORDER.event,
  subject: '{hosts}: instance died and is being replaced',
  lead: 'The instance of {hosts} died: the service is offline until its group has launched another, usually some minutes.',
  heading: 'Died and being replaced',
  outlook: SUCCESSOR_FOLLOWS,
  noUndo: NOTHING_TO_UNDO,
};

export const NOT_UNMOUNTED: NewsKind = {
  order: ORDER.event,
  subject: '{hosts}: volume is free after the shutdown',
  lead: 'The instance of {hosts} is terminating and could not be asked to unmount its data volume: its shutdown does that, and the volume is free some minutes later.',
  heading: 'Could not be asked to unmount',
  outlook:
    'hostkeeper never detaches a mounted volume, and the next instance gets it once the shutdown has released it. To ' +
    'have it free sooner next time, make the instance reachable for AWS Systems Manager: its agent runs, and the role of ' +
    'the instance has the policy AmazonSSMManagedInstanceCore. If the reason is InvalidDocument, somebody has deleted the ' +
    'document that unmounts: docs/runbooks/volume-stuck.md says how to create it again.',
  noUndo: NOTHING_TO_UNDO,
};

export const REPLACED: NewsKind = {
  order: ORDER.event,
  subject: '{hosts}: instance is being replaced',
  lead: 'The instance of {hosts} is being replaced: the service is offline for some minutes.',
  heading: 'Being replaced',
  outlook: SUCCESSOR_FOLLOWS,
  noUndo: NOTHING_TO_UNDO,
};

export const ENROLLED: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} enrolled',
  lead: '{hosts} {is|are} enrolled: hostkeeper keeps the host alive, and stops it at the critical budget unless a tag says "keep".',
  heading: 'Enrolled',
  outlook: 'hostkeeper checks the host every minute. There is nothing for you to do.',
};

export const RECORDS_REMOVED: NewsKind = {
  order: ORDER.event,
  subject: 'removed DNS records of {hosts}',
  lead: 'The DNS records of {hosts} were removed, because its last instance is gone and the addresses may serve others.',
  heading: 'DNS records removed',
  outlook:
    'The host stays stopped. When it is resumed, hostkeeper creates the records again. Data volumes, snapshots and Elastic ' +
    'IP addresses are unchanged. To keep the records of a stopped host, set the tag hostkeeper:records-when-suspended to ' +
    '"keep". The command below restores them as they were; such a record is yours, and hostkeeper leaves it alone.',
};

export const REPAIRED: NewsKind = {
  order: ORDER.event,
  subject: 'repaired {hosts}',
  lead: '{hosts} {was|were} not as the tags say, and hostkeeper has corrected that.',
  heading: 'Repaired',
  outlook:
    'hostkeeper does so whenever it finds a difference. To have it otherwise, change the tags, or set ' +
    'hostkeeper:paused-until before you work on the host. No volume or snapshot was deleted.',
  noUndo: NOTHING_TO_UNDO,
};

export const RECORDS_CHANGED: NewsKind = {
  order: ORDER.event,
  subject: 'changed DNS records of {hosts}',
  lead: 'DNS records of {hosts} were missing, or did not lead to the host, and hostkeeper has corrected that.',
  heading: 'DNS records changed',
  outlook:
    'hostkeeper changes only records that it has set itself, and creates those that are missing. A record that you change ' +
    'is yours from then on: hostkeeper leaves it alone and says so. To have no record at a name, remove the name from the ' +
    'tag hostkeeper:records first.',
};

export const BACK_IN_SERVICE: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} back',
  lead: '{hosts} {was|were} down and {is|are} back: the new instance is in service.',
  heading: 'Back in service',
  outlook: 'Please check that the service answers.',
  noUndo: NOTHING_TO_UNDO,
};

export const RIGHT_AGAIN: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} right again',
  lead: 'What was reported about {hosts} is right again.',
  heading: 'Right again',
  outlook: NOTHING_TO_DO,
  noUndo: NOTHING_TO_UNDO,
};
