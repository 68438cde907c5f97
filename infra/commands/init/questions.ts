import { settingRows, hostSchema } from '../../host/settings.ts';
import { PARAMETERS } from '../../parameters.ts';
import { problemBy, type Question } from './answer.ts';

/** The default of a question, where there is one. */
type Fallback = string | undefined;

/** A question about a setting of a host, with the check and the example of the one table. */
const aboutSetting = (
  name: 'name' | 'domain' | 'image' | 'instanceType',
  option: string,
  text: string,
  fallback: Fallback,
): Question => {
  const schema = hostSchema.shape[name];
  return { option, text, fallback, example: settingRows.get(schema)?.example ?? '', problemOf: problemBy(schema) };
};

export const emailQuestion = (fallback: Fallback): Question => ({
  option: '--email',
  text: 'E-mail address that gets the notifications',
  example: PARAMETERS.notificationEmail.example,
  fallback,
  problemOf: problemBy(PARAMETERS.notificationEmail.schema),
});

export const budgetQuestion = (fallback: Fallback): Question => ({
  option: '--budget',
  text: 'Budget in USD a month; at about twice that the hosts are stopped',
  example: PARAMETERS.monthlyBudgetUsd.example,
  fallback,
  problemOf: problemBy(PARAMETERS.monthlyBudgetUsd.schema),
});

export const domainQuestion = (fallback: Fallback): Question =>
  aboutSetting('domain', '--domain', 'Domain at which the host answers', fallback);

export const imageQuestion = (fallback: Fallback): Question =>
  aboutSetting('image', '--image', 'Image of your web container; none yet for a placeholder page', fallback);

export const nameQuestion = (fallback: Fallback): Question =>
  aboutSetting('name', '--host', 'Name of the host', fallback);

export const typeQuestion = (fallback: Fallback): Question =>
  aboutSetting('instanceType', '--instance-type', 'Type of the instance', fallback);
