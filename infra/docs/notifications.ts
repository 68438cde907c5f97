import { heading } from './markdown.ts';
import { budgetSamples } from './notification-samples/budget.ts';
import { capacitySamples } from './notification-samples/capacity.ts';
import { drillSamples } from './notification-samples/drills.ts';
import { lifecycleSamples } from './notification-samples/lifecycle.ts';
import { restoreSamples } from './notification-samples/restore.ts';
import { snapshotSamples } from './notification-samples/snapshots.ts';
import type { Sample } from './notification-samples/sample.ts';

const renderSample = ({ title, when, message: { subject, body } }: Sample): string =>
  [`### ${title}`, when, ['```text', `Subject: ${subject}`, '', body.trimEnd(), '```'].join('\n')].join('\n\n');

const SECTIONS = [
  { title: 'Stopping and resuming', samples: capacitySamples },
  { title: 'Instances, volumes and records', samples: lifecycleSamples },
  { title: 'Snapshots', samples: snapshotSamples },
  { title: 'Restores', samples: restoreSamples },
  { title: 'Drills', samples: drillSamples },
  { title: 'Messages of AWS Budgets', samples: budgetSamples },
] as const;

const renderSection = ({ title, samples }: (typeof SECTIONS)[number]): string =>
  [`## ${title}`, ...samples().map(renderSample)].join('\n\n');

const INTRODUCTION = `Every e-mail that hostkeeper sends, made by its own code from sample hosts. The first line says what happened and what it
means for the service; then follow why, what was done, what was not and why, what happens next without you, what you
should do, and the command that undoes it, or that there is nothing to undo. A run sends one e-mail for all its hosts. The same news is not repeated; an
unresolved problem is, after 24 hours.`;

/** The page with every kind of notification. */
export const notifications = (): string =>
  [heading('Notifications', 'infra/docs/notification-samples', INTRODUCTION).trimEnd(), ...SECTIONS.map(renderSection)]
    .join('\n\n')
    .concat('\n');
