import { parseTags } from '../../hosts/host-tags.ts';
import type { Restore } from '../../hosts/restore-state.ts';
import { stoppedByBill } from '../../hosts/stopped-by-bill.ts';
import { invalidTag, TAGS } from '../../hosts/tags.ts';
import type { Volume } from '../model.ts';
import { dataVolumes } from '../steps/context.ts';
import { type Facts, isRefusal, type Refusal, type RestoreRequest } from './model.ts';
import { chooseSource, type Source } from './source.ts';
import { choosePlace } from './zone.ts';

/** A request that can be done. */
export interface Decision {
  readonly restore: Restore;
  readonly source: Source;
}

/** Why no restore of a host can begin, whatever it is from; `undefined` where one can. */
const obstacleOf = ({ host }: Facts): string | undefined => {
  const { restore, state, duplicateGroups, tags } = host;
  if (duplicateGroups.length > 0)
    return `the group ${duplicateGroups[0]} has the same tag ${TAGS.host.name}: rename one of the two hosts`;
  if (restore?.status === 'unreadable') return invalidTag(TAGS.restore, restore.text);
  if (restore?.status === 'restoring')
    return `it is being restored from ${restore.source} since ${restore.since.toISOString()}: wait until that is over`;
  if (state.intent === 'unreadable') return invalidTag(TAGS.state, state.text);
  return parseTags(tags).device === undefined
    ? `it has no data volume: its tag ${TAGS.device.name} is none`
    : undefined;
};

/** The zone that is meant where none is named: that of the volume, or of the data, or of the group. */
const zoneOf = ({ host, volumes }: Facts, source: Source): string => {
  const [data]: readonly (Volume | undefined)[] = 'volume' in source ? [source.volume] : dataVolumes(volumes);
  return data?.zone ?? host.zones[0] ?? '';
};

/** Why the rate cannot be had; `undefined` where it can, or none is asked for. */
const rateProblem = ({ rate }: RestoreRequest, source: Source, { hosts, now }: Facts): string | undefined => {
  if (rate === undefined) return undefined;
  if ('volume' in source) return 'a volume that is there needs no initialization: leave the rate out';
  const stopped = stoppedByBill(hosts, now);
  return stopped.length > 0
    ? `a threshold of this month has stopped ${stopped.join(', ')}: restore without a rate, which costs nothing`
    : undefined;
};

/** What is to be done for a request, or why it is refused. Pure. */
export const decide = (request: RestoreRequest, facts: Facts): Decision | Refusal => {
  const obstacle = obstacleOf(facts);
  if (obstacle !== undefined) return { refused: obstacle };
  const source = chooseSource(request.from, facts);
  if (isRefusal(source)) return source;
  const zone = request.zone ?? zoneOf(facts, source);
  if ('volume' in source && source.volume.zone !== zone)
    return {
      refused: `${source.volume.volumeId} is in ${source.volume.zone}, and cannot leave it: leave the zone out`,
    };
  const place = choosePlace(zone, facts);
  if (isRefusal(place)) return place;
  const problem = rateProblem(request, source, facts);
  if (problem !== undefined) return { refused: problem };
  return {
    source,
    restore: {
      status: 'restoring',
      source: 'volume' in source ? source.volume.volumeId : source.snapshot.snapshotId,
      ...place,
      since: facts.now,
      ...(request.rate !== undefined && { rate: request.rate }),
    },
  };
};
