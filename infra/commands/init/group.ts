import * as z from 'zod/mini';

import { nearest } from '../../../libs/hosts/nearest.ts';
import { normalName } from '../../../libs/hosts/record-names.ts';
import { splitWords } from '../../../libs/hosts/words.ts';
import { shell } from '../../../libs/notifications/commands.ts';
import { PARAMETERS } from '../../parameters.ts';
import { CRITICAL_FACTOR } from '../../prices/money.ts';
import { listPublicZones, zoneOf } from '../cli/hosted-zones.ts';
import type { StageSetting } from '../cli/stages-file.ts';
import { listGroups } from '../enroll/group.ts';
import { answer } from './answer.ts';
import { type Answers, currentText, type Interview, readIfPossible } from './interview.ts';
import { budgetQuestion, domainQuestion, emailQuestion } from './questions.ts';

/** The answer that stands for a host of the stack's own. */
const NEW = 'new';

const groupNames = async ({ context, region }: Interview): Promise<readonly string[]> => {
  const groups = await listGroups(context.clients(region));
  return (groups ?? []).flatMap(({ AutoScalingGroupName }) => AutoScalingGroupName ?? []).toSorted();
};

/** Asks which Auto Scaling group of the region is to become a host; `undefined` for a new host of the stack's own. */
export const askForGroup = async (interview: Interview): Promise<string | undefined> => {
  const { typed, context, region } = interview;
  if (typed.group === NEW || (typed.group === undefined && !context.ask)) return undefined;
  const groups = await (typed.group === undefined
    ? readIfPossible(interview, 'The Auto Scaling groups of the account', () => groupNames(interview), [])
    : groupNames(interview));
  if (typed.group === undefined && groups.length === 0) {
    context.note(`No Auto Scaling group was found in ${region}: this will be a new host. Another region: --region`);
    return undefined;
  }
  context.note(`Auto Scaling groups in ${region}: ${groups.join(', ') || 'none'}`);
  const group = await answer(
    {
      option: '--group',
      text: 'The group that is to become a host, or new for a host that is made with all that it needs',
      example: groups[0] ?? NEW,
      fallback: NEW,
      problemOf: (name) => {
        if (name === NEW || groups.includes(name)) return undefined;
        const near = nearest(name, groups);
        return `${name} is no Auto Scaling group in ${region}${near === undefined ? '' : `; the nearest is ${near}`}`;
      },
    },
    typed.group,
    context,
  );
  return group === NEW ? undefined : group;
};

/** The name that follows the host, and its zone; nothing where none is to. */
const askForName = async (
  interview: Interview,
): Promise<{ readonly name: string; readonly zone: string } | undefined> => {
  const { typed, context } = interview;
  if (typed.domain === undefined && !context.ask) return undefined;
  const read = () => listPublicZones(context.clients(interview.region));
  const zones = await (typed.domain === undefined
    ? readIfPossible(interview, 'The hosted zones of the account', read, [])
    : read());
  if (typed.domain === undefined && zones.length === 0) return undefined;
  const question = domainQuestion('');
  const typedName = await answer(
    {
      ...question,
      text: 'DNS name that is to follow the host; none if you manage it yourself',
      problemOf: (name) => {
        if (name === '') return undefined;
        const names = zones.map((zone) => zone.name).join(', ');
        const outside = zoneOf(normalName(name), zones)
          ? undefined
          : `is in no public hosted zone of the account (${names || 'it has none'})`;
        return question.problemOf(name) ?? outside;
      },
    },
    typed.domain,
    context,
  );
  const name = normalName(typedName);
  const zone = zoneOf(name, zones);
  return zone && { name, zone: zone.id };
};

/** A list of words with one more, as a setting; none where it is there already. */
const added = ({ current }: Interview, key: string, word: string): readonly StageSetting[] => {
  const words = splitWords(currentText(current, key) ?? '');
  return words.includes(word) ? [] : [{ path: [key], value: [...words, word].join(',') }];
};

/** The budget, and the threshold that goes with it, where they are not the defaults. */
const askForBudget = async ({ typed, context, current }: Interview): Promise<readonly StageSetting[]> => {
  const known = currentText(current, 'monthlyBudgetUsd') ?? String(PARAMETERS.monthlyBudgetUsd.default);
  const budget = Number(await answer(budgetQuestion(known), typed.budget, context));
  if (budget === Number(known)) return [];
  const { data: critical } = z.safeParse(PARAMETERS.criticalUsd.schema, current['criticalUsd']);
  return [
    { path: ['monthlyBudgetUsd'], value: budget },
    ...(critical === undefined ? [{ path: ['criticalUsd'], value: budget * CRITICAL_FACTOR }] : []),
  ];
};

/** Asks for what the stage of an existing group needs. The group itself is enrolled once the stage is deployed. */
export const askForStage = async (interview: Interview, group: string): Promise<Answers> => {
  const { typed, context, current } = interview;
  const { stage } = typed;
  const email = await answer(emailQuestion(currentText(current, 'notificationEmail')), typed.email, context);
  const record = await askForName(interview);
  const budget = await askForBudget(interview);
  const follows = record ? shell` --records ${record.name} --hosted-zone ${record.zone}` : '';
  return {
    settings: [
      { path: ['notificationEmail'], value: email },
      ...budget,
      ...(record
        ? [...added(interview, 'hostedZones', record.zone), ...added(interview, 'recordNames', record.name)]
        : []),
    ],
    next: [
      `check --stage ${stage}`,
      `deploy --stage ${stage}`,
      shell`enroll ${group} --stage ${stage}`.concat(follows),
    ],
  };
};
