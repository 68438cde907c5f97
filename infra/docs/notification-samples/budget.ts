import { noticeOf } from '../../../libs/budget/bill-reader.ts';
import { evaluateNotifications } from '../../../libs/budget/evaluate.ts';
import { renderNotices } from '../../../libs/budget/notification.ts';
import { subjectOf } from '../../../libs/notifications/subject.ts';
import { NOW, type Sample } from './sample.ts';

const own = { account: '123456789012', budgetName: 'hostkeeper-prod-critical' };

/** What AWS Budgets writes. https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html */
const FORECAST = `AWS Budget Notification November 14, 2026
AWS Account 123456789012

Budget Name: hostkeeper-prod-critical
Budget Type: Cost
Budgeted Amount: $25.00
Alert Type: FORECASTED
Alert Threshold: > $25.00
FORECASTED Amount: $38.20
`;

const LIMITS = { criticalCents: 2500, implausibleFactor: 10_000 };

const noticeMessage = (text: string): Sample['message'] => {
  const { acting, notices } = evaluateNotifications([{ text, publishedAt: NOW }], own, LIMITS, NOW);
  if (acting) throw new TypeError('the message stops hosts');
  const { about, body } = renderNotices(notices);
  return { subject: subjectOf('prod', about), body };
};

const unreadable = noticeOf('The service is down.');

/** Every kind of notification about the bill that stops nothing. */
export const budgetSamples = (): readonly Sample[] => [
  {
    title: 'A forecast of AWS Budgets',
    when: 'The forecast of the month, another budget or another account passed a threshold.',
    message: noticeMessage(FORECAST),
  },
  {
    title: 'A message that is not understood',
    when: 'Something else is published to the topic of the budget.',
    message: noticeMessage('Your invoice is available.'),
  },
  {
    title: 'The charges cannot be read',
    when: 'CloudWatch has not answered the passes of `reconcile` for an hour.',
    message: { subject: subjectOf('prod', unreadable.about), body: unreadable.body },
  },
];
