import type { TellDecision } from './decision.ts';

/** The clause of the subject and the body of the e-mail about such messages, at least one. */
export const renderNotices = (notices: readonly TellDecision[]): { readonly about: string; readonly body: string } => ({
  about: `Nothing stopped: ${notices.map(({ cause }) => cause).join('; ')}`,
  body: [
    'No host was stopped because of this, and every service goes on as before.',
    ...notices.map(({ why }) => why),
    'hostkeeper stops hosts when the actual cost of the critical budget passes one of its thresholds. Nothing was changed, so there is nothing to undo.',
    'Please look at your bill: https://console.aws.amazon.com/costmanagement/',
    '',
  ].join('\n\n'),
});
