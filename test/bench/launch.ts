import pattern from '../../events/instance-launch/pattern.json' with { type: 'json' };
import { given } from '../support/given.ts';
import { matchesPattern } from '../world/event-bridge.ts';
import { listen } from '../world/listener.ts';
import { ZONE } from '../world/package.ts';
import type { Cold } from './figures.ts';
import { inRealTime } from './real-time.ts';

/**
 * So long AWS itself takes to attach the volume. hostkeeper looks every second, so that this is kind to it: a volume that
 * just misses a look is seen a second later.
 */
export const ATTACH_SECONDS = 3;

/** The name of the host. */
export const NAME = `blog.${ZONE.name}`;

/** After so long a launching instance runs, and waits at its hook. */
const LAUNCH_MILLISECONDS = 60_000;

/** A host whose one instance waits to be brought up, with the event that says so; nobody has done anything for it. */
const launching = async (seed: number) => {
  const start = new Date(Date.now() - LAUNCH_MILLISECONDS).toISOString();
  const host = await given({ blog: { data: true, records: [NAME], sizes: '0/0/1' } }, { seed, start });
  const { world, volume, group, machine, resize } = host;
  // The event is for who is measured, and nobody else helps.
  world.misdeliver('instance-launch');
  world.rest(true);
  volume('blog').attachSeconds = [ATTACH_SECONDS, ATTACH_SECONDS];
  resize('blog', { desired: 1 });
  await world.clock.advance(LAUNCH_MILLISECONDS);
  const [instance] = group('blog').instances;
  const told = world.events.find(({ event }) => matchesPattern(pattern, { ...event }));
  if (instance?.lifecycleState !== 'Pending:Wait' || machine('blog').state !== 'running' || !told)
    throw new Error('the instance does not wait to be brought up');
  return { ...host, instanceId: instance.instanceId, event: told.event };
};

export type Launch = Awaited<ReturnType<typeof launching>>;

/** Whether the host has its volume and its name. */
export const isUp = ({ volume, machine, names }: Launch): boolean =>
  volume('blog').attachment?.state === 'attached' && names().includes(`A ${NAME} ${machine('blog').ip}`);

/** Whether its instance may go into service besides. */
export const isLetOn = (launch: Launch): boolean =>
  isUp(launch) && launch.group('blog').instances[0]?.lifecycleState !== 'Pending:Wait';

/** A way to bring a host up. */
export interface Contender {
  /** Does it, by the AWS at a port of this machine; ends with the CPU that it took. */
  readonly bringUp: (launch: Launch, awsPort: number) => Promise<Cold>;
  /** Whether all of it is done. */
  readonly isDone: (launch: Launch) => boolean;
}

/** What it took: seconds beyond AWS's own, and CPU. */
export interface Figures {
  readonly addedSeconds: number;
  readonly cpu: Cold;
}

/** Brings a host up in a world of its own: from the start of the first process until all is done. */
export const measure = async ({ bringUp, isDone }: Contender, seed: number): Promise<Figures> => {
  const launch = await launching(seed);
  const { respond, until } = inRealTime(launch.world);
  const endpoint = await listen(respond);
  try {
    const begun = performance.now();
    const [done, cpu] = await Promise.all([until(() => isDone(launch)), bringUp(launch, endpoint.port)]);
    return { addedSeconds: (done - begun) / 1000 - ATTACH_SECONDS, cpu };
  } finally {
    endpoint.close();
  }
};
