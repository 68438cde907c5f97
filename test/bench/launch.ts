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

/** The host that is brought up. */
export const HOST = 'blog';

/** The name of the host. */
export const NAME = recordName(HOST);

/** A host whose one instance waits to be brought up, in a world that runs on from now. */
const launching = async (seed: number) => {
  const start = new Date(Date.now() - LAUNCH_MILLISECONDS).toISOString();
  const sky = await givenLaunching([HOST], { seed, start });
  return { ...sky, instanceId: sky.instance(HOST).instanceId };
};

export type Launch = Awaited<ReturnType<typeof launching>>;

/** Whether the host has its volume and its name. */
export const isUp = (launch: Launch): boolean => hasVolumeAndName(launch, HOST);

/** Whether its instance may go into service besides. */
export const isInService = (launch: Launch): boolean => hasCompletedLaunch(launch, HOST);

/** A way to bring a host up. */
export interface Contender {
  /** Does it, by the AWS at a port of this machine; ends with the CPU that it took. */
  readonly bringUp: (launch: Launch, awsPort: number) => Promise<ColdStartCpu>;
  /** Whether all of it is done. */
  readonly isDone: (launch: Launch) => boolean;
}

/** What it took: seconds beyond AWS's own, and CPU. */
export interface Figures {
  readonly addedSeconds: number;
  readonly cpu: ColdStartCpu;
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
