import { listen } from '../aws/http/listener.ts';
import type { ColdStartCpu } from './figures.ts';
import { inRealTime } from './real-time.ts';
import {
  ATTACH_SECONDS,
  hasVolumeAndName,
  LAUNCH_MILLISECONDS,
  hasCompletedLaunch,
  recordName,
  givenLaunching,
} from '../support/launch-fixture.ts';

/** The host that launches. */
export const HOST = 'blog';

/** Its record name. */
export const NAME = recordName(HOST);

/** A host whose instance waits at the launch hook now, so that the simulated clock and the real one agree. */
const launching = async (seed: number) => {
  const start = new Date(Date.now() - LAUNCH_MILLISECONDS).toISOString();
  const env = await givenLaunching([HOST], { seed, start });
  return { ...env, instanceId: env.instance(HOST).instanceId };
};

export type Launch = Awaited<ReturnType<typeof launching>>;

/** Whether the volume is attached and the record points to the instance. */
export const isUp = (launch: Launch): boolean => hasVolumeAndName(launch, HOST);

/** Whether the launch hook is completed, too. */
export const isInService = (launch: Launch): boolean => hasCompletedLaunch(launch, HOST);

/** A way to complete a launch. */
export interface Contender {
  /** Completes the launch against the simulated AWS at a local port. Returns the CPU that it used. */
  readonly bringUp: (launch: Launch, awsPort: number) => Promise<ColdStartCpu>;
  /** Whether the launch is complete. */
  readonly isDone: (launch: Launch) => boolean;
}

/** Seconds beyond those of AWS itself, and CPU. */
export interface Figures {
  readonly addedSeconds: number;
  readonly cpu: ColdStartCpu;
}

/** Completes a launch in a simulated AWS of its own, and measures from the start of the process to the end. */
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
