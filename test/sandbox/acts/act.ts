import type { FunctionLoader } from '../../aws/lambda/functions.ts';
import type { World } from '../../aws/world.ts';
import type { Env } from '../../support/given.ts';
import type { Narrator } from '../narrator.ts';

/** The name that the records of `blog` have. */
export const BLOG_NAME = 'blog.example.com';

/** The function and the hosts of the command in a notification that resumes both hosts. */
export const RESUME_COMMAND = ['emergency-resume', '"blog","shop"'] as const;

/** What must hold at the end of an act, as sentences, and whether it does. */
export type Checks = Readonly<Record<string, boolean>>;

/** What an act works with. */
interface ActContext {
  /** The account with the hosts `blog` and `shop`. */
  readonly env: Env;
  readonly narrator: Narrator;
  /** Prints what happens in another account. */
  readonly narratorOf: (world: World) => Narrator;
  /** Loads the packaged functions, for another account. */
  readonly load: FunctionLoader;
  readonly print: (line: string) => void;
}

/** A part of the month. It prints what happens, and returns what must hold. */
export interface Act {
  readonly title: string;
  readonly play: (context: ActContext) => Promise<Checks>;
}

/** The sizes of both groups. */
export const sizesOf = ({ group }: Env): string => `blog ${group('blog').sizes}, shop ${group('shop').sizes}`;

export const RUNNING_SIZES = 'blog 1/1/1, shop 0/1/1';
export const STOPPED_SIZES = 'blog 0/0/0, shop 0/0/0';

/** Whether the instance of `blog` has mounted the data volume, and the record points to that instance. */
export const hasVolumeAndName = ({ volume, instance, names }: Env): boolean => {
  const { attachment } = volume('blog');
  const { instanceId, ip } = instance('blog');
  return attachment?.instanceId === instanceId && attachment.mounted && names().join() === `A ${BLOG_NAME} ${ip}`;
};

const QUARTER_MINUTES = 15;

/**
 * Lets hours pass in which nothing happens to the hosts. Schedules run for a minute every second hour alone, so that each
 * night has its snapshots, and the alarm on their absence its metric: the other passes of reconcile would change nothing.
 */
export const skipTime = async ({ world }: Env, hours: number): Promise<void> => {
  world.pauseSchedules(true);
  // The schedule of the snapshots is due at whole quarters of an hour.
  const late = (world.clock.now().getTime() / 60_000) % QUARTER_MINUTES;
  await world.advance({ seconds: Math.round(60 * (QUARTER_MINUTES - late)) - 30 });
  for (let passed = 0; passed < hours; passed += 2) {
    world.pauseSchedules(false);
    await world.advance({ minutes: 1 });
    world.pauseSchedules(true);
    await world.advance({ minutes: 60 * Math.min(2, hours - passed) - 1 });
  }
  world.pauseSchedules(false);
};
