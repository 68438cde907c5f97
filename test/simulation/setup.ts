import type { LifecycleHook } from '../aws/autoscaling/hooks.ts';
import type { FunctionLoader } from '../aws/lambda/functions.ts';
import { ZONE } from '../aws/lambda/package-stack.ts';
import type { Template } from '../aws/template.ts';
import { given } from '../support/given.ts';
import { beginMonth } from './bill.ts';
import { createChecker, type Phase } from './checker.ts';
import { invariantsOf } from './invariants.ts';
import type { SimulationOptions } from './options.ts';

/** A host of another owner in the same account. hostkeeper must not change it. */
const FOREIGN_HOST = 'theirs';

/** The hook that ECS puts on the group of a capacity provider with managed draining. */
const ECS_HOOK: LifecycleHook = {
  name: 'ecs-managed-draining-termination-hook',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  heartbeatSeconds: 3600,
  defaultResult: 'CONTINUE',
};

/** Time between two checks of the invariants. */
const STEP_SECONDS = 10;

/** What of the product is not that of the source: its functions, or the template that was packaged. */
export interface Product {
  readonly load?: FunctionLoader;
  readonly template?: Template;
}

/** Creates the simulated AWS of a simulation, with its checker and its log. */
export const setUp = async ({ hosts, worldSeed }: SimulationOptions, product: Product = {}) => {
  const env = await given(
    { ...hosts, [FOREIGN_HOST]: { data: true, tags: { 'hostkeeper:stage': 'staging' } } },
    { seed: worldSeed, mayFail: true, ...product },
  );
  const { world } = env;
  world.route53.put(ZONE.id, {
    Name: `${FOREIGN_HOST}.${ZONE.name}`,
    Type: 'A',
    TTL: 300,
    ResourceRecords: [{ Value: '192.0.2.9' }],
  });
  for (const [host, { cluster }] of Object.entries(hosts))
    if (cluster !== undefined) world.autoScaling().groups.get(`${host}-group`)?.hooks.set(ECS_HOOK.name, ECS_HOOK);

  beginMonth(world);

  const hostNames = Object.keys(hosts);
  const checker = createChecker(world, invariantsOf(env, hostNames, FOREIGN_HOST));
  const history: string[] = [];
  return {
    env,
    hostNames,
    checker,
    history,
    log: (line: string): void => void history.push(`${world.clock.now().toISOString()} ${line}`),
    /** Lets time pass, and checks the invariants after every step. */
    step: async (phase: Phase, seconds: number): Promise<void> => {
      for (let left = seconds; left > 0; left -= STEP_SECONDS) {
        await world.advance({ seconds: Math.min(STEP_SECONDS, left) });
        checker.check(phase);
      }
    },
  };
};

export type Simulation = Awaited<ReturnType<typeof setUp>>;
