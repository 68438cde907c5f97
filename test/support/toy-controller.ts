import { setImmediate as immediate } from 'node:timers/promises';

import { onlyCondition } from '../../libs/controller/condition.ts';
import type { Controller, Polling, RunContext } from '../../libs/controller/controller.ts';
import { act, converged, type Plan, refuse, wait } from '../../libs/controller/plan.ts';

/** A toy controller: it starts hosts, some of which take time to boot. */
export interface ToyActions {
  'ec2:StartInstances': { readonly host: string };
}
export interface ToyState {
  running: boolean;
  readyAt?: Date;
}
export interface ToyTarget {
  readonly host: string;
}

const start = new Date('2026-11-01T00:00:00Z');
export const secondsAfterStart = (seconds: number) => new Date(start.getTime() + 1000 * seconds);

/** Polls every 15 s, and gives up after the same time whether or not the run has acted. */
export const giveUpAfter = (seconds: number): Polling => ({
  everySeconds: 15,
  giveUpAfterSeconds: { untouched: seconds, acted: seconds },
  followUpSeconds: 0,
  whileActing: true,
});

/** A toy controller of these hosts, with its run, whose time goes on with its sleep. */
export const createToy = (
  hosts: Record<string, ToyState>,
  faults: { start?: (host: string) => void | Promise<void>; observe?: (count: number) => void } = {},
) => {
  let now = start;
  let observations = 0;
  const plan = ({ host }: ToyTarget, state: ToyState, time: Date): Plan<ToyActions> => {
    if (host === 'broken') return refuse('its volume is broken');
    if (!state.running) return act<ToyActions>({ action: 'ec2:StartInstances', reason: 'it was stopped', host });
    return state.readyAt && time < state.readyAt ? wait('it is booting') : converged('it runs');
  };
  const controller: Controller<ToyTarget, ToyState, ToyActions> = {
    name: 'toy',
    maxConcurrency: 10,
    polling: giveUpAfter(60),
    observe: async (targets) => {
      observations += 1;
      faults.observe?.(observations);
      return new Map(
        targets.flatMap((target) => {
          const state = hosts[target.host];
          return state ? [[target, { ...state }] as const] : [];
        }),
      );
    },
    conditions: onlyCondition('Running', plan),
    executors: {
      'ec2:StartInstances': async ({ host }) => {
        await faults.start?.(host);
        const state = hosts[host];
        if (state) state.running = true;
      },
    },
  };
  const run = (deadlineSeconds = 1e6): RunContext => ({
    dryRun: false,
    now: () => now,
    startedAt: start,
    deadline: secondsAfterStart(deadlineSeconds),
    sleep: async (milliseconds, signal) => {
      // An execution ends at once here, or hangs and is not waited for.
      await immediate();
      if (!signal?.aborted) now = new Date(now.getTime() + milliseconds);
    },
  });
  const advance = (seconds: number): void => {
    now = new Date(now.getTime() + 1000 * seconds);
  };
  const targets = Object.keys(hosts).map((host) => ({ host }));
  return { controller, plan, run, targets, observations: () => observations, time: () => now, advance };
};
