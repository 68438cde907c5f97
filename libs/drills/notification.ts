import type { HostRef } from '../controller/result.ts';
import type { DrillRecord } from '../hosts/drill-record.ts';
import { type Notifiable, fingerprintOf } from '../notifications/history.ts';
import { FAILED, GONE, problemOf } from '../notifications/kinds.ts';
import type { NewsItem, NewsKind, Suggestion } from '../notifications/news.ts';
import { isEndedByRequest } from './end.ts';
import type { DrillResult, ObservedDrill } from './model.ts';
import { NO_RESULT, NOT_DRILLED, NOT_PASSED, PASSED } from './news-kinds.ts';
import { type Finding, isOutcomeWord, OUTCOMES } from './outcome.ts';
import { formatPrice } from './price.ts';
import { describeAge, describeDuration } from './words.ts';

const kindOf = ({ result }: DrillRecord): NewsKind => {
  if (result === 'passed') return PASSED;
  return isOutcomeWord(result) && OUTCOMES[result].isVerdict ? NOT_PASSED : NO_RESULT;
};

const CHECKS: Readonly<Record<string, string>> = {
  clean: 'checked',
  failed: 'whose check found damage',
  unfinished: 'whose check was not over after a minute',
};

/** What a drill has looked at. */
const describeFinding = ({ fileSystem, check, marker, database, tables, checked, detail, result }: Finding): string => {
  const parts = [
    ...(fileSystem === '' ? [] : [`${fileSystem}, ${CHECKS[check] ?? 'not checked'}`]),
    ...(marker === 'right' ? ['its marker is that of the host'] : []),
    database === 'none'
      ? 'no database was started'
      : `the database started (${database})${tables === 0 ? '' : `, ${checked} of ${tables} tables checked`}`,
    ...(detail === '' ? [] : [`${result === 'passed' ? 'the query says' : 'found:'} "${detail}"`]),
  ];
  return ` (${parts.join('; ')})`;
};

/** Why there is a record without a finding, in AWS's words where it has some. */
const whyNone = ({ drills: [newest], notLaunched }: ObservedDrill, { at }: DrillRecord): string => {
  const { reason, sent } = newest && newest.launchTime <= at ? newest : {};
  const ended = reason !== undefined && !isEndedByRequest(reason) ? reason : undefined;
  if (notLaunched !== undefined) return ` (${notLaunched})`;
  const why = ended ?? sent?.problem;
  return why === undefined ? '' : ` (AWS says "${why}")`;
};

const describeCost = ({ result, seconds, usd }: DrillRecord): string => {
  if (result === 'not-launched') return 'Nothing was launched, and nothing was paid';
  const price = usd === undefined ? ', at a price that is not known here' : `, and cost at most ${formatPrice(usd)}`;
  return `It took ${describeDuration(seconds)} from the launch of its instance${price}`;
};

const describeRecord = (record: DrillRecord, host: ObservedDrill | undefined): string => {
  const { result, snapshotId, snapshotMinutes } = record;
  const meaning = isOutcomeWord(result) ? OUTCOMES[result].meaning : result;
  const drill = host?.drills.find(({ launchTime, command }) => launchTime <= record.at && command?.finding);
  const finding = drill?.command?.finding;
  const found = finding ? describeFinding(finding) : host ? whyNone(host, record) : '';
  return `${snapshotId}, ${describeAge(snapshotMinutes)} old: ${meaning}${found}. ${describeCost(record)}`;
};

const REPEAT: Suggestion = {
  purpose: 'To rehearse {hosts} again',
  command: { name: 'drill', reason: 'the cause is solved' },
};

/** The report of a drill, by what the tag of the host records: it is sent once, whichever run sees it first. */
export const describeReport = (
  target: HostRef,
  observed: Notifiable,
  record: DrillRecord,
  host?: ObservedDrill,
): NewsItem => {
  const kind = kindOf(record);
  return {
    kind,
    target,
    observed,
    // Not by the state of the host: a host that is stopped or restored afterwards has had no other drill.
    fingerprints: [fingerprintOf(undefined, `drill ${record.result}`, record.at.toISOString())],
    isRepeated: false,
    reason: describeRecord(record, host),
    detail: isOutcomeWord(record.result) ? OUTCOMES[record.result].meaning : record.result,
    actions: [],
    suggestions: kind === PASSED ? [] : [REPEAT],
  };
};

/** What a message says of the drill of a host in a run: what stood in its way, or its report. */
export const describeDrill = (result: DrillResult, since: Date): readonly NewsItem[] => {
  const { status, reason, observed, target } = result;
  const problem = { failed: FAILED, gone: GONE, refused: NOT_DRILLED }[status as string];
  const drilled = observed?.drilled;
  const report =
    observed?.isRecordedHere === true && drilled ? [describeReport(target, observed, drilled, observed)] : [];
  if (!problem) return report;
  return [
    ...report,
    {
      kind: problem,
      target,
      ...(observed && { observed }),
      fingerprints: [fingerprintOf(observed, `drill ${status} ${reason}`, since.toISOString())],
      isRepeated: status === 'failed',
      reason,
      detail: problemOf(reason),
      actions: [],
      suggestions: [],
    },
  ];
};
