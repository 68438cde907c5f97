import { listen } from '../world/listener.ts';
import type { World } from '../world/world.ts';
import type { Cold } from './figures.ts';
import { type Contender, startCold } from './runtime.ts';

/** Starts a process, gives it the event, and stops it once its request to stop a host arrives: what it had spent by then. */
export const coldRun = async (world: World, contender: Contender, event: unknown): Promise<Cold> => {
  const { promise: asked, resolve } = Promise.withResolvers<Cold>();
  const endpoint = await listen(async (wired) => {
    if (Buffer.from(wired.body).toString().includes('Action=UpdateAutoScalingGroup')) resolve(started.spent());
    return world.respond(wired);
  });
  const started = await startCold(contender, event, endpoint.port);
  const answered = started.answered.then(() => {
    throw new Error(`${contender.command} answered, and stopped no host`);
  });
  try {
    return await Promise.race([asked, answered]);
  } finally {
    started.stop();
    endpoint.close();
  }
};
