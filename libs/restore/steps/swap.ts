import { act, refuse } from '../../controller/plan.ts';
import { type Action } from '../../controller/plan.ts';
import { refOf } from '../../controller/result.ts';
import { DATA_ROLE, RETIRED_ROLE, TAGS } from '../../hosts/tags.ts';
import type { RestoreActions } from '../model.ts';
import { planAction, type Step } from './context.ts';

/** Moves the group to the zone of the volume, where it cannot launch there yet. */
export const moveGroup: Step = ({ host, restore }) => {
  const { zone, subnet } = restore;
  if (host.zones.includes(zone)) return undefined;
  if (subnet === undefined)
    return refuse(`its group launches in ${host.zones.join(', ')}: give it a subnet in ${zone}`);
  return planAction({
    action: 'autoscaling:UpdateAutoScalingGroup',
    reason: `its group launched in ${host.zones.join(', ')}`,
    ...refOf(host),
    subnet,
  });
};

/** Retires the old volumes. They come first: two volumes never both claim to be the data of a host. */
export const retireVolumes: Step = ({ host, restore, others }) => {
  const [first, ...rest] = others.map(({ volumeId }): Action<RestoreActions> => ({
    action: 'ec2:CreateTags',
    reason: `${volumeId} was its data`,
    ...refOf(host),
    volumeId,
    tags: { [TAGS.role.name]: RETIRED_ROLE, [TAGS.retired.name]: restore.since.toISOString() },
  }));
  return first && act<RestoreActions>(first, ...rest);
};

/** Makes the volume the data of the host. */
export const placeVolume: Step = ({ host, restore, volume, isInPlace }) =>
  isInPlace || !volume
    ? undefined
    : planAction({
        action: 'ec2:CreateTags',
        reason: `${volume.volumeId} has the data of ${restore.source}`,
        ...refOf(host),
        volumeId: volume.volumeId,
        tags: { [TAGS.role.name]: DATA_ROLE, [TAGS.recycle.name]: host.tags[TAGS.stage.name] ?? '' },
      });
