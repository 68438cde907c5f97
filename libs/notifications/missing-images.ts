import type { Ecr } from '../aws/ecr.ts';
import type { Ecs } from '../aws/ecs.ts';
import type { EcsTasks } from '../aws/ecs-tasks.ts';
import { messageOf } from '../controller/result.ts';
import { parseEcrImage } from '../hosts/ecr-image.ts';
import type { Host } from '../hosts/host.ts';
import { parseTags } from '../hosts/host-tags.ts';
import { fingerprint } from './history.ts';
import type { Notice } from './notify.ts';

/** What the daily check of the images that hosts run needs. */
export interface ImageCheck {
  /** The account and the region of the registry that can be asked. */
  readonly account: string;
  readonly region: string;
  readonly ecs: Pick<Ecs, 'listContainerInstances'>;
  readonly ecsTasks: EcsTasks;
  readonly ecr: Ecr;
  readonly log: (entry: object) => void;
}

const MINUTES_OF_DAY = 24 * 60;

/** The minute of the day, in UTC, in which the images of a host are looked for: the checks of a fleet are spread over the day. */
export const minuteOf = ({ group }: Pick<Host, 'group'>): number =>
  Number.parseInt(fingerprint(group), 16) % MINUTES_OF_DAY;

const isDue = (host: Host, now: Date): boolean => minuteOf(host) === 60 * now.getUTCHours() + now.getUTCMinutes();

/** The images of ECR that the tasks of a host run, as their definitions name them. */
const imagesOf = async (host: Host, cluster: string, { ecs, ecsTasks }: ImageCheck): Promise<readonly string[]> => {
  const ids = host.instances.map(({ instanceId }) => instanceId);
  const members = ids.length === 0 ? [] : await ecs.listContainerInstances(cluster, ids);
  const tasks = await Promise.all(members.map((member) => ecsTasks.describeTasks(cluster, member)));
  const images = tasks.flat().flatMap(({ containers = [] }) => containers.flatMap(({ image }) => image ?? []));
  return [...new Set(images)];
};

const isMissing = async (image: string, { account, region, ecr }: ImageCheck): Promise<boolean> => {
  const parsed = parseEcrImage(image);
  if (parsed?.account !== account || parsed.region !== region) return false;
  return !(await ecr.hasImage(parsed.repository, parsed.id));
};

/** The images of a host that are missing; none where that cannot be found out, which is logged. */
const missingImages = async (host: Host, check: ImageCheck): Promise<readonly string[]> => {
  const { cluster } = parseTags(host.tags);
  if (cluster === undefined) return [];
  try {
    const images = await imagesOf(host, cluster, check);
    const missing = await Promise.all(images.map((image) => isMissing(image, check)));
    return images.filter((_, index) => missing[index]);
  } catch (cause) {
    check.log({ level: 'warn', message: `could not look for the images of ${host.host}: ${messageOf(cause)}` });
    return [];
  }
};

const toNotice = ({ host }: Host, images: readonly string[]): Notice => ({
  about: `an image that ${host} runs is missing in its registry`,
  body: [
    `A task of ${host} runs an image that is not in its registry:`,
    images.map((image) => `- ${image}`).join('\n'),
    'The task goes on. After its end, or on the next instance, it may not start again, and the service is offline then.',
    'Push the image again under the same name, or deploy a task definition with an image that is there.',
    'A reminder comes once a day. Nothing was changed, so there is nothing to undo.',
    '',
  ].join('\n\n'),
});

/**
 * Once a day for each host with an ECS cluster: what the owner is told where the registry no longer has an image that the
 * host runs. Registries of other accounts and regions are not asked. Never throws.
 */
export const checkImages = async (check: ImageCheck, hosts: readonly Host[], now: Date): Promise<readonly Notice[]> => {
  const due = hosts.filter((host) => isDue(host, now));
  const found = await Promise.all(due.map(async (host) => [host, await missingImages(host, check)] as const));
  return found.flatMap(([host, images]) => (images.length === 0 ? [] : [toNotice(host, images)]));
};
