import type { AutoScaling } from '../aws/auto-scaling.ts';
import { ec2Of, ecsOf, lifecycleOf, route53Of, ssmOf } from '../aws/clients.ts';
import type { Lifecycle } from '../aws/lifecycle.ts';
import { voiceOf } from '../aws/voice.ts';
import { conclude, type Outcome, settle, type Work } from '../conclude.ts';
import type { Run } from '../controller.ts';
import { type Host, listing, readFleet } from '../fleet.ts';
import type { Platform } from '../lambda.ts';
import { isNews } from '../tell.ts';
import { life } from './controller.ts';
import { chapterOf, matters } from './letter.ts';
import type { LifeTarget, Wish } from './model.ts';

/** The part of the configuration that this rests on. */
interface Config {
  readonly KEEPER: string;
  readonly TOPIC_ARN: string;
  readonly AWS_REGION: string;
  readonly HOSTED_ZONES: readonly string[];
  readonly RECORD_NAMES: readonly string[];
}

/** What an event says: where to look, and perhaps that AWS takes an instance back. */
export interface News {
  /** What the event is called. */
  readonly kind: string;
  readonly group?: string;
  /** What its host is said to be called; whoever made the hook may have said so. */
  readonly host?: string;
  readonly instanceIds: readonly string[];
  readonly cause?: Wish['cause'];
}

/** AWS attaches and detaches within seconds, and an instance waits for nothing else. */
export const PAUSE_SECONDS = 1;

/** The hosts that news is about: whose group it names, or who hold one of its instances. */
export const concerned = (hosts: readonly Host[], news: News): readonly LifeTarget[] => {
  const { cause } = news;
  return hosts.flatMap(({ host, region, group, instances }) => {
    const instanceId = news.instanceIds.find((id) => instances.some((one) => one.instanceId === id));
    if (group !== news.group && instanceId === undefined) return [];
    return [{ host, region, group, ...(cause && instanceId !== undefined && { wish: { cause, instanceId } }) }];
  });
};

/** What news is about, in words. */
const subjectOf = ({ group, instanceIds }: News): string =>
  [...(group === undefined ? [] : [`the group ${group}`]), ...instanceIds].join(', ') ||
  'neither a group nor an instance';

/** Keeps the hosts of the function's own region alive. `autoScaling` is what else in the function speaks to Auto Scaling, if anything does. */
export const operations = (
  platform: Platform,
  config: Config,
  autoScaling: (region: string) => AutoScaling & Lifecycle = lifecycleOf(platform),
) => {
  const { KEEPER: keeper, AWS_REGION: region, HOSTED_ZONES: zones, RECORD_NAMES: names } = config;
  const world = {
    region,
    keeper,
    ownership: { zones, names },
    autoScaling: autoScaling(region),
    ec2: ec2Of(platform)(region),
    ecs: ecsOf(platform)(region),
    route53: route53Of(platform, region),
    ssm: ssmOf(platform)(region),
    now: platform.now,
  };
  const end = conclude({ keeper, log: platform.log, voice: voiceOf(platform, config, autoScaling) });
  const { fleet, warmUp } = listing((called) => readFleet(autoScaling, keeper, [region], called), platform.now);

  /** The hosts among which news is about some: looked for by name where it says one, for there may be a thousand. */
  const near = async (news: News): Promise<readonly Host[]> => {
    if (news.host === undefined) return (await fleet()).hosts;
    const { hosts } = await fleet([news.host]);
    return hosts.some(({ group }) => group === news.group) ? hosts : (await fleet()).hosts;
  };

  /** `hosts` are all of the region's, as they were just listed; the end of the run is the caller's. */
  const living = async (targets: readonly LifeTarget[], hosts: readonly Host[], run: Run): Promise<Work> => {
    const reports = await settle(life({ ...world, hosts }), targets, run);
    const ended = run.now();
    const telling = reports.filter((report) => matters(report, ended));
    return { reports, telling, chapter: (now) => chapterOf(telling.filter((report) => isNews(report, now))) };
  };

  return {
    warmUp,
    living,
    /** A whole run on the hosts that an event is about; none is no error, for AWS tells of every instance of the account. */
    answer: async (news: News, run: Run): Promise<Outcome & { readonly ignored?: string }> => {
      const hosts = await near(news);
      const targets = concerned(hosts, news);
      if (targets.length === 0)
        return { reports: [], ignored: `${news.kind} is about ${subjectOf(news)}, and so about no host of ${keeper}` };
      const why = `AWS said: ${news.kind}, about ${subjectOf(news)}.`;
      return end([await living(targets, hosts, run)], { why }, run);
    },
  };
};
