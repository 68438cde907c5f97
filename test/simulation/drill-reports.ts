import { lastDrill } from '../../libs/hosts/drill-record.ts';
import type { World } from '../aws/world.ts';
import type { Env } from '../support/given.ts';
import { drillsOf } from './drill-log.ts';

/** The line of an e-mail that reports how the drill of a host ended. */
const REPORT = /^- (\S+) \(group [^)]*\): snap-[0-9a-f]+, .* old: /gm;

/** The reports in the e-mails since a time, by their hosts. */
const reportedSince = ({ mails }: World, since: Date): readonly string[] =>
  mails.filter(({ at }) => at >= since).flatMap(({ body }) => [...body.matchAll(REPORT)].map(([, host = '']) => host));

/** How many calls that send a report, or note that it was sent, have failed or were not answered: it is then sent again. */
const countUnsure = ({ calls }: World, since: Date): number =>
  calls.filter(
    ({ operation, at, error }) =>
      /^(Publish|CreateOrUpdateTags)$/.test(operation) && at >= since && error !== undefined,
  ).length;

/** The results of a host that were recorded since a time. */
const recordsOf = ({ calls }: World, host: string, since: Date) =>
  calls
    .filter(({ operation, at, error }) => operation === 'CreateOrUpdateTags' && at >= since && error === undefined)
    .map(({ at, input }) => ({ at, text: JSON.stringify(input) }))
    .filter(({ text }) => text.includes('"hostkeeper:drilled"') && text.includes(`"${host}-group"`));

/** No write of a tag is conditional: of two runs that see the end of a drill within this time both may report it. */
const SAME_MOMENT_MILLISECONDS = 1000;

/** The fingerprints that a tag of what was notified has, without how often each has happened again. */
const printsIn = (text: string): readonly string[] => text.match(/\b[0-9a-f]{8}\b(?=[ =:+])/g) ?? [];

/** How often a function has written over what another had noted on a host: no write of a tag is conditional. */
const countOverwritten = ({ calls }: World, host: string, since: Date): number => {
  const values = calls
    .filter(({ operation, at, error }) => operation === 'CreateOrUpdateTags' && at >= since && error === undefined)
    .map(({ input }) => JSON.stringify(input))
    .filter((text) => text.includes('"hostkeeper:notified"') && text.includes(`"${host}-group"`))
    .map((text) => new Set(printsIn(text)));
  return values.filter((prints, index) => [...(values[index - 1] ?? [])].some((print) => !prints.has(print))).length;
};

/** The most reports that a host may have: one a drill, and one a request for which AWS had no instance. */
const countAllowed = (world: World, host: string, launched: number, since: Date): number => {
  const records = recordsOf(world, host, since);
  const isAtOnce = ({ at }: { readonly at: Date }, index: number): boolean => {
    const before = records[index - 1];
    return before !== undefined && at.getTime() - before.at.getTime() < SAME_MOMENT_MILLISECONDS;
  };
  const notLaunched = records.filter(({ text }) => text.includes(' not-launched '));
  const again = countUnsure(world, since) + countOverwritten(world, host, since);
  return launched + notLaunched.length + records.filter(isAtOnce).length + again;
};

/** What is wrong with the results and reports of the drills since a time, once all runs and passes are over. */
export const drillProblems = (env: Env, hosts: readonly string[], since: Date): readonly string[] => {
  const { world } = env;
  const drills = drillsOf(world).filter(({ instance }) => instance.launchTime >= since);
  const reports = reportedSince(world, since);
  return hosts.flatMap((host) => {
    const own = drills.filter((drill) => drill.host === host);
    const record = lastDrill(env.group(host));
    const told = reports.filter((reported) => reported === host).length;
    return [
      ...own
        .filter(({ instance: { launchTime } }) => record === undefined || record.at < launchTime)
        .map(({ instance: { instanceId } }) => `${instanceId}, a drill of ${host}, has no result`),
      ...(own.length > 0 && told === 0 ? [`no e-mail reports the drill of ${host}`] : []),
      ...(told > countAllowed(world, host, own.length, since)
        ? [`${told} e-mails report ${own.length} drills of ${host}`]
        : []),
    ];
  });
};
