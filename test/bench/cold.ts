import { listen } from '../aws/http/listener.ts';
import type { World } from '../aws/world.ts';
import type { ColdStartCpu } from './figures.ts';
import { type Contender, startCold } from './runtime.ts';

/**
 * Starts a process, hands it the event, and stops it when its request to stop a host arrives. Returns the CPU that it had
 * used by then; throws when it answers without such a request.
 */
export const coldRun = async (world: World, contender: Contender, event: unknown): Promise<ColdStartCpu> => {
  const { promise: stopRequested, resolve } = Promise.withResolvers<ColdStartCpu>();
  const endpoint = await listen(async (wired) => {
    if (Buffer.from(wired.body).toString().includes('Action=UpdateAutoScalingGroup')) resolve(started.spent());
    return world.respond(wired);
  });
  const started = await startCold(contender, event, endpoint.port);
  const answered = started.answered.then(() => {
    throw new Error(`${contender.command} answered without stopping a host`);
  });
  try {
    return await Promise.race([stopRequested, answered]);
  } finally {
    started.stop();
    endpoint.close();
  }
};
