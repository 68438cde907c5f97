import { messageOf } from '../controller/result.ts';
import { hoursSince } from '../controller/time.ts';
import { within } from '../controller/within.ts';
import { type BillLimits, type EvaluatedBill, evaluateBill, HOURS_READ, type ChargesPoint } from './bill.ts';

/** What reading the bill needs. */
export interface BillSource {
  readonly limits: BillLimits;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly log: (entry: object) => void;
  /** The points of the estimated charges between two times, in USD, oldest first. */
  readonly getEstimatedCharges: (from: Date, to: Date, signal: AbortSignal) => Promise<readonly ChargesPoint[]>;
}

/** A bill as read, and what the owner must be told of the reading. */
export interface BillReading extends EvaluatedBill {
  readonly notice?: { readonly about: string; readonly body: string };
}

/** Time that a reading may take, with its retries: a pass must not wait for CloudWatch. */
const READ_SECONDS = 10;

/** The owner is notified when the bill could not be read for this long, and again each day. */
const TELL_AFTER_HOURS = 1;
const REMIND_AFTER_HOURS = 24;

/** What the owner is told when the charges could not be read for an hour; `problem` is the error of the last call. */
export const noticeOf = (problem: string) => ({
  about: "the month's charges cannot be read",
  body: [
    "hostkeeper could not read the month's charges from CloudWatch for an hour. No host was stopped because of this, and every service goes on as before.",
    `CloudWatch in us-east-1 answered: ${problem}`,
    'The billing alarm and AWS Budgets still stop the hosts, but a stop that fails is not made up for until the charges can be read again. Please look at your bill: https://console.aws.amazon.com/costmanagement/',
    'hostkeeper tries again every minute. Nothing was changed, so there is nothing to undo.',
    '',
  ].join('\n\n'),
});

/**
 * Reads the bill. A call that fails is logged, and nothing is known then: the pass goes on. `mayNotify` says whether the run
 * sends the notice, if there is one. Since when the calls fail is in the memory of the process: a new process counts from
 * its own first pass.
 */
export const createBillReader = ({ limits, now, sleep, log, getEstimatedCharges }: BillSource) => {
  let failingSince: Date | undefined;
  let notifiedAt: Date | undefined;
  return async (mayNotify: boolean): Promise<BillReading> => {
    const to = now();
    try {
      const from = new Date(to.getTime() - HOURS_READ * 3_600_000);
      const points = await within(READ_SECONDS, { sleep }, (signal) => getEstimatedCharges(from, to, signal));
      failingSince = undefined;
      notifiedAt = undefined;
      return evaluateBill(points, limits, to);
    } catch (cause) {
      failingSince ??= to;
      const message = `could not read the month's charges: ${messageOf(cause)}`;
      log({ level: 'warn', message });
      const isLong = hoursSince(failingSince, to) >= TELL_AFTER_HOURS;
      const isDue =
        mayNotify && isLong && (notifiedAt === undefined || hoursSince(notifiedAt, to) >= REMIND_AFTER_HOURS);
      if (isDue) notifiedAt = to;
      return { ...evaluateBill([], limits, to), ...(isDue && { notice: noticeOf(messageOf(cause)) }) };
    }
  };
};
