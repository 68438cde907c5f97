import { ZERO } from '../../../libs/aws/sizes.ts';
import { onlyCondition } from '../../../libs/controller/condition.ts';
import { evaluateAlarm } from '../../../libs/budget/evaluate.ts';
import { toRequest } from '../../../libs/capacity/requests.ts';
import type { CapacityRequest, ObservedHost, Unrecorded } from '../../../libs/capacity/model.ts';
import { describeCapacity, type CapacityResult } from '../../../libs/capacity/notification.ts';
import { planResumeRun, planSuspendRun } from '../../../libs/capacity/plan.ts';
import { unreachable } from '../../../libs/notifications/finish-run.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import { instanceIn, sampleHost, SIZES } from './hosts.ts';
import { minutesBefore, NOW, resultOf, type Sample } from './sample.ts';

const target = { host: 'blog', region: 'us-east-1', group: 'blog-group' };

const threshold = (multiple: number) => ({ multiple, month: '2026-11' });

const suspended = {
  intent: 'suspended',
  sizes: SIZES,
  since: minutesBefore(5),
  cause: 'budget',
  threshold: threshold(1),
} as const;

const suspending = (
  request: CapacityRequest | undefined,
  ...observations: readonly [ObservedHost, ...ObservedHost[]]
): CapacityResult =>
  resultOf(
    'suspension',
    onlyCondition('CapacityAsStated', planSuspendRun),
    { ...target, ...(request && { request }) },
    ...observations,
  );

const resuming = (
  request: CapacityRequest,
  ...observations: readonly [ObservedHost, ...ObservedHost[]]
): CapacityResult =>
  resultOf('resumption', onlyCondition('CapacityAsStated', planResumeRun), { ...target, request }, ...observations);

/** The alarm's decision for an amount. */
const decide = (amountUsd: number) =>
  evaluateAlarm(
    {
      isCriticalAlarm: true,
      from: 'OK',
      to: 'ALARM',
      at: NOW,
      reasonData: JSON.stringify({ recentDatapoints: [amountUsd] }),
    },
    { criticalCents: 2500, implausibleFactor: 10_000 },
    NOW,
  );

/** The message of the kill switch for an amount of the bill, about hosts as they are observed in turn. */
const killSwitchMessage = (amountUsd: number, ...observations: readonly [ObservedHost, ...ObservedHost[]]) => {
  const decision = decide(amountUsd);
  if (decision.decision !== 'suspend' && decision.decision !== 'ask') throw new TypeError('the alarm decides nothing');
  const { why, cause } = decision;
  return renderMessage([describeCapacity(suspending(toRequest(decision, NOW), ...observations))], {
    stage: 'prod',
    why,
    cause,
  });
};

/** The message of a run that a person asked for. */
const requestedMessage = (reason: string, result: CapacityResult) =>
  renderMessage([describeCapacity(result)], {
    stage: 'prod',
    why: `Requested by a person for blog: ${reason}`,
    cause: reason,
  });

/** The message of a pass of reconcile. */
const passMessage = (result: CapacityResult) => renderMessage([describeCapacity(result)], { stage: 'prod' });

const stopping = [sampleHost(), sampleHost({ ...instanceIn('Terminating'), sizes: ZERO, state: suspended })] as const;
const stopped = sampleHost({ instances: [], sizes: ZERO, state: suspended });
const backSizes = { intent: 'resuming', sizes: SIZES, since: minutesBefore(3) } as const;
const resume = { intent: 'resume', acceptUnguarded: false } as const;
const operatorStop = { intent: 'suspend', cause: 'operator', at: NOW, honorKeepTag: false } as const;

/** A state that the run could not write. */
const unrecorded = (state: Unrecorded['state']): Unrecorded => ({
  state,
  error: 'You have reached the limit of 50 tags per resource.',
  attempts: 3,
  triedAt: NOW,
});

/** Every kind of notification about stopping and resuming. */
export const capacitySamples = (): readonly Sample[] => [
  {
    title: 'The budget stops a host',
    when: 'The month’s charges passed the critical amount, and the instance is being terminated.',
    message: killSwitchMessage(27.13, ...stopping),
  },
  {
    title: 'The stop is complete',
    when: 'No instance is left of a host that was being stopped.',
    message: passMessage(suspending(undefined, stopped)),
  },
  {
    title: 'A stop cannot be recorded',
    when: 'The group was set to 0/0/0, and its state tag cannot be written.',
    message: killSwitchMessage(27.13, {
      ...stopped,
      state: { intent: 'running' },
      unrecorded: unrecorded(suspended),
    }),
  },
  {
    title: 'The budget does not stop a host that is tagged `keep`',
    when: 'The critical amount is passed, and the host has the tag `hostkeeper:on-critical-budget` = `keep`.',
    message: killSwitchMessage(27.13, sampleHost({ onCriticalBudget: 'keep' })),
  },
  {
    title: 'The budget asks you to decide',
    when: 'The amount is implausible, or the alarm was not `OK` before it went off.',
    message: killSwitchMessage(31_415_926_535, sampleHost()),
  },
  {
    title: 'A person stops a host',
    when: 'Somebody runs `hostkeeper stop`.',
    message: requestedMessage(
      'the bill rises',
      suspending(operatorStop, sampleHost(), {
        ...stopping[1],
        state: { intent: 'suspended', sizes: SIZES, since: NOW, cause: 'operator' },
      }),
    ),
  },
  {
    title: 'A host is coming back',
    when: 'Somebody runs `hostkeeper resume`, and the instance is launching.',
    message: requestedMessage(
      'the cause is fixed',
      resuming(resume, stopped, sampleHost({ ...instanceIn('Pending'), state: backSizes })),
    ),
  },
  {
    title: 'A host is back',
    when: 'The instance of a host that was coming back is in service.',
    message: passMessage(suspending(undefined, sampleHost({ state: backSizes }))),
  },
  {
    title: 'A resume is refused: the sizes are unknown',
    when: 'The host was stopped while its group had the sizes 0/0/0, so there are none to return to.',
    message: requestedMessage(
      'the cause is fixed',
      resuming(
        resume,
        sampleHost({ ...stopped, state: { intent: 'suspended', since: minutesBefore(60), cause: 'operator' } }),
      ),
    ),
  },
  {
    title: 'A resume is refused: nothing would stop the host again',
    when: 'The charges of the month passed the last threshold.',
    message: requestedMessage(
      'the cause is fixed',
      resuming(resume, sampleHost({ ...stopped, state: { ...suspended, threshold: threshold(5) } })),
    ),
  },
  {
    title: 'A resume is refused: its state cannot be recorded',
    when: 'The state tag cannot be written, so no size is changed.',
    message: requestedMessage(
      'the cause is fixed',
      resuming(resume, { ...stopped, unrecorded: unrecorded(backSizes) }),
    ),
  },
  {
    title: 'A tag means nothing',
    when: 'The value of `hostkeeper:on-critical-budget` is invalid; the host is stopped like any other.',
    message: passMessage(suspending(undefined, sampleHost({ tags: { 'hostkeeper:on-critical-budget': 'kep' } }))),
  },
  {
    title: 'A tag is unknown',
    when: 'The name of a tag begins with `hostkeeper`, and no tag has it.',
    message: passMessage(suspending(undefined, sampleHost({ tags: { 'hostkeeper:on-critical-budgt': 'keep' } }))),
  },
  {
    title: 'A stopped group was raised',
    when: 'Somebody, or ECS managed scaling, raised the sizes of a group whose host is stopped.',
    message: passMessage(suspending(undefined, { ...stopped, sizes: SIZES }, stopped)),
  },
  {
    title: 'A stopped host has a warm pool',
    when: 'The host is stopped, and the instances of its group’s warm pool are still charged.',
    message: passMessage(suspending(undefined, { ...stopped, warmPool: true })),
  },
  {
    title: 'A region cannot be listed',
    when: 'AWS does not answer in one of the regions; the hosts of the others are handled all the same.',
    message: passMessage(
      unreachable({ host: 'every host of eu-south-1', region: 'eu-south-1', group: '*' }, new Error('not subscribed')),
    ),
  },
  {
    title: 'There is no host',
    when: 'The budget or a person wants hosts stopped, and none is enrolled.',
    message: renderMessage([], {
      stage: 'prod',
      why: 'Requested by a person for every host that is not tagged to be kept: the bill rises',
      cause: 'the bill rises',
    }),
  },
];
