import { ORDER } from '../notifications/kinds.ts';
import type { NewsKind } from '../notifications/news.ts';

const UNCHANGED_DATA = 'Data volumes, snapshots and addresses are unchanged.';

/** What a stop does not save. */
const STILL_COSTS =
  'Data volumes, snapshots and Elastic IP addresses are unchanged and go on costing: your bill is at ' +
  'https://console.aws.amazon.com/costmanagement/.';

export const STOPPING: NewsKind = {
  order: ORDER.event,
  subject: 'stopping {hosts}',
  lead: 'Stopping {hosts}: the service goes offline, and stays offline until you resume it.',
  heading: 'Stopping (the first of two e-mails)',
  outlook: `A second e-mail follows when no instance is left, usually within five minutes. ${STILL_COSTS}`,
};

export const STOPPED: NewsKind = {
  order: ORDER.event,
  subject: 'stopped {hosts}',
  lead: 'Stopped {hosts}: the stop is complete. The service is offline until you resume it.',
  heading: 'Stopped (this completes the stop)',
  outlook:
    'No instance is charged any more. If anything raises the sizes of the group, hostkeeper sets them back to 0/0/0. ' +
    STILL_COSTS,
};

export const SET_BACK: NewsKind = {
  order: ORDER.event,
  subject: 'set {hosts} back to 0/0/0',
  lead: '{hosts} {is|are} to stay stopped, but the group could launch instances: hostkeeper set it back to 0/0/0.',
  heading: 'Set back to 0/0/0',
  outlook:
    'hostkeeper does so each time, without a further e-mail about the same sizes today. If you raised them to bring ' +
    `the service back, use the command below instead. ${UNCHANGED_DATA}`,
};

export const COMING_BACK: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} coming back',
  lead: '{hosts} {is|are} coming back: the service is online again once its instance is in service.',
  heading: 'Coming back (the first of two e-mails)',
  outlook: 'A second e-mail follows when this is complete, usually within five minutes.',
};

export const BACK: NewsKind = {
  order: ORDER.event,
  subject: '{hosts} {is|are} back',
  lead: '{hosts} {is|are} back: the group has its sizes again, and an instance in service if they ask for one.',
  heading: 'Back (this completes the resume)',
  outlook: 'Please check that the service answers. hostkeeper goes on watching the host.',
};

export const UNDECIDED: NewsKind = {
  order: ORDER.undecided,
  subject: 'decide whether to stop {hosts}',
  lead: '{hosts} {was|were} not stopped and {goes|go} on as before: please decide whether to stop.',
  heading: 'Not stopped; please decide',
  outlook:
    'Look at your bill at https://console.aws.amazon.com/costmanagement/. If the amount is true, stop the hosts with ' +
    'the command below. Nothing was changed, so there is nothing to undo.',
};

export const NOT_STOPPED: NewsKind = {
  order: ORDER.notDone,
  subject: '{hosts} not stopped',
  lead: '{hosts} {was|were} not stopped: the service stays online, and its costs go on.',
  heading: 'Not stopped',
  outlook: 'Nothing was changed there, so there is nothing to undo. hostkeeper leaves it running until you stop it.',
};

export const NOT_RESUMED: NewsKind = {
  order: ORDER.needsYou,
  subject: '{hosts} not resumed',
  lead: '{hosts} {was|were} not resumed and {stays|stay} offline.',
  heading: 'Not resumed',
  outlook:
    'Nothing was changed there, so there is nothing to undo. Please resume with the command below if you want to.',
};

export const UNFINISHED: NewsKind = {
  order: ORDER.failed,
  subject: 'not finished: {hosts}',
  lead: 'The time of the function was over before hostkeeper finished with {hosts}.',
  heading: 'Not finished',
  outlook: `Please repeat what you asked for; what is done already is not done twice. ${UNCHANGED_DATA}`,
};

export const UNCHANGED: NewsKind = {
  order: ORDER.unchanged,
  subject: '{hosts} unchanged',
  lead: '{hosts} {was|were} left unchanged.',
  heading: 'Unchanged',
  outlook: 'Nothing was changed there, so there is nothing to undo.',
};

export const INVALID_CHOICE: NewsKind = {
  order: ORDER.needsYou,
  subject: '{hosts} {has|have} a tag that means nothing',
  lead: '{hosts} {has|have} a tag that means nothing, and so {is|are} stopped at the critical budget like any other host.',
  heading: 'A tag that means nothing',
  outlook:
    'The service is online as before. Please set the tag as described: until then it counts as absent, and a reminder ' +
    'comes every 24 hours. Nothing was changed, so there is nothing to undo.',
};

export const UNKNOWN_TAG: NewsKind = {
  order: ORDER.unchanged,
  subject: '{hosts} {has|have} a tag that hostkeeper does not know',
  lead: '{hosts} {has|have} a tag that hostkeeper does not know: it has no effect.',
  heading: 'An unknown tag',
  outlook: 'The service is online as before. Nothing was changed, so there is nothing to undo. You are not reminded.',
};

export const UNRECORDED: NewsKind = {
  order: ORDER.undecided,
  subject: 'stopped {hosts}, but could not record it',
  lead: '{hosts} {is|are} at 0/0/0 and {goes|go} offline, but the state tag could not be written: no tag says that {hosts} {is|are} stopped.',
  heading: 'Stopped, but not recorded',
  outlook:
    'Please fix it as described. While the bill is above the threshold that stopped the host, hostkeeper writes the tag on ' +
    'a later pass. If you asked for the stop, ask again then: until the tag is written, nothing sets the group back to ' +
    `0/0/0 if somebody raises it, and its DNS records stay where they point. Keep the command below. ${STILL_COSTS}`,
};
