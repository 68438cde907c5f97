import * as z from 'zod/mini';

import type { given } from '../support/given.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import { INVALID_TAG } from './faults.ts';
import { expectedState } from './expected-state.ts';

type Env = Awaited<ReturnType<typeof given>>;

/** The laws, by the names under which the README and the mutations know them. */
export type Invariant =
  | 'no mounted volume is detached'
  | 'no record for who does not hold the volume'
  | 'no record for long at an address that is not ours'
  | 'nothing that is not ours is touched'
  | 'no hook waits past its limit'
  | 'a suspended host stays down'
  | 'all converges'
  | 'what matters is told';

export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
}

const seconds = (milliseconds: number): number => Math.round(milliseconds / 1000);

/** A change of records, as far as it is read here. */
const batch = z.object({
  ChangeBatch: z.object({
    Changes: z.array(
      z.object({
        Action: z.string(),
        ResourceRecordSet: z.object({
          Name: z.string(),
          ResourceRecords: z.optional(z.array(z.object({ Value: z.string() }))),
        }),
      }),
    ),
  }),
});

/** So long an instance may wait at a hook: the hook's limit, and one pass. */
const MAX_HOOK_WAIT_SECONDS = { 'Pending:Wait': 900 + 70, 'Terminating:Wait': 300 + 70 } as const;
const isWaiting = (state: string): state is keyof typeof MAX_HOOK_WAIT_SECONDS => state in MAX_HOOK_WAIT_SECONDS;

/** From a launch into a suspended group until its instance is on its way out: two passes, and what AWS takes. */
const MAX_RAISED_SECONDS = 240;
const MAX_FOREIGN_ADDRESS_SECONDS = 600;

/** Two passes, and what each of them takes: so long it needs, at most, to mend what AWS has done with. */
const TWO_PASSES_SECONDS = 2 * 60 + 30;

const hasInvalidTag = (tags: ReadonlyMap<string, string>): boolean => tags.get(INVALID_TAG[0]) === INVALID_TAG[1];

/** Keeps watch over a world: `look` after every step says which laws are broken. */
export const createChecker = (sky: Env, hosts: readonly string[], foreign: () => string) => {
  const { world } = sky;
  const { ec2, autoScaling } = world.inRegion();
  const { problemsOf, isSettled } = expectedState(sky);
  let isLiveness = false;
  const violations: Violation[] = [];
  const since = new Map<string, number>();
  const seen = new Set<string>();
  const initialForeign = foreign();

  /** Whether something has been so for longer than so many seconds, by its key; it begins anew when it is not, or is not there to be asked. */
  const holdsTooLong = (key: string, holds: boolean, maxSeconds: number): boolean => {
    if (!holds) return false;
    seen.add(key);
    const from = since.get(key) ?? world.clock.now().getTime();
    since.set(key, from);
    return seconds(world.clock.now().getTime() - from) > maxSeconds;
  };

  const report = (invariant: Invariant, detail: string): void => {
    if (!violations.some((one) => one.invariant === invariant && one.detail === detail))
      violations.push({ invariant, detail });
  };

  const holderOf = (host: string | undefined): string | undefined =>
    ec2.volumes
      .all()
      .find(({ tags }) => tags.get('hostkeeper:host') === host && tags.get('hostkeeper:stage') === 'prod')?.attachment
      ?.instanceId;

  world.watch(({ operation, caller, input }) => {
    if (caller === 'owner') return;
    const text = JSON.stringify(input);
    if (operation === 'ChangeResourceRecordSets') {
      const { ChangeBatch } = z.parse(batch, input);
      for (const { Action, ResourceRecordSet } of ChangeBatch.Changes) {
        if (Action === 'DELETE') continue;
        const group = autoScaling.groups
          .all()
          .find(({ tags }) => tags.get('hostkeeper:records')?.split(' ').includes(ResourceRecordSet.Name));
        if (group?.tags.get('hostkeeper:device') === 'none') continue;
        const holder = ec2.instances.get(holderOf(group?.tags.get('hostkeeper:host')) ?? '');
        const [{ Value } = { Value: '' }] = ResourceRecordSet.ResourceRecords ?? [];
        const instance = ec2.instances.all().find(({ ip, ipv6 }) => ip === Value || ipv6 === Value);
        // An Elastic IP address that is at no instance is the host's own all the same.
        if (instance ? instance !== holder : !ec2.ownsAddress(Value))
          report('no record for who does not hold the volume', `${ResourceRecordSet.Name} -> ${Value}`);
      }
    }
    if (operation === 'UpdateAutoScalingGroup' && caller !== 'EmergencyResumeRole' && input['MaxSize'] !== 0) {
      const group = autoScaling.groups.get(String(input['AutoScalingGroupName']));
      if (group?.tags.get('hostkeeper:state')?.startsWith('suspended') === true)
        report('a suspended host stays down', `${caller} raised it: ${text}`);
    }
  });

  return {
    violations,
    /** Looks at the world as it is now; what is wrong in one that stays as it is stays wrong, and no limit is waited for. */
    check: (isFinal = false): void => {
      const limit = (maxSeconds: number): number => (isFinal ? -1 : maxSeconds);
      seen.clear();
      for (const { description } of ec2.volumes.dataLoss) report('no mounted volume is detached', description);
      if (foreign() !== initialForeign) report('nothing that is not ours is touched', foreign());
      for (const { Name = '', Type, ResourceRecords = [] } of world.route53.records(ZONE.id)) {
        // What a person garbled is refused until it is mended, and nothing is done for that host.
        const isOurs = autoScaling.groups
          .all()
          .some(
            ({ tags }) =>
              tags.get('hostkeeper:records')?.split(' ').includes(Name.replace(/\.$/, '')) === true &&
              !hasInvalidTag(tags),
          );
        const lost = ResourceRecords.find(({ Value = '' }) => isOurs && !ec2.ownsAddress(Value));
        if (holdsTooLong(`record ${Name} ${Type}`, lost !== undefined, limit(MAX_FOREIGN_ADDRESS_SECONDS)))
          report('no record for long at an address that is not ours', `${Name} -> ${lost?.Value}`);
      }
      for (const group of autoScaling.groups.all()) {
        if (group.tags.get('hostkeeper:stage') !== 'prod') continue;
        const suspended = group.tags.get('hostkeeper:state')?.startsWith('suspended') === true;
        for (const { instanceId, lifecycleState } of group.instances) {
          for (const state of Object.keys(MAX_HOOK_WAIT_SECONDS).filter(isWaiting)) {
            const waits = lifecycleState === state && !hasInvalidTag(group.tags);
            if (holdsTooLong(`${instanceId} ${state}`, waits, limit(MAX_HOOK_WAIT_SECONDS[state])))
              report('no hook waits past its limit', `${instanceId} is still ${state}`);
          }
          const up = /^(Pending|InService)/.test(lifecycleState);
          if (holdsTooLong(`${instanceId} up`, suspended && up, limit(MAX_RAISED_SECONDS)))
            report('a suspended host stays down', `${instanceId} is still up`);
        }
      }
      for (const host of isLiveness ? hosts : []) {
        const wrong = isSettled(host) ? problemsOf(host) : [];
        if (holdsTooLong(`${host} is wrong`, wrong.length > 0, TWO_PASSES_SECONDS))
          report('all converges', `after two passes ${wrong.join(', ')}`);
      }
      for (const key of since.keys()) if (!seen.has(key)) since.delete(key);
    },
    /** From now on nobody disturbs hostkeeper any more. */
    enterLiveness: (): void => {
      isLiveness = true;
    },
    report,
  };
};
