import type { EC2Client } from '@aws-sdk/client-ec2';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import { ignoreErrors } from '../../../libs/aws/errors.ts';
import { DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import { shell } from '../../../libs/notifications/commands.ts';
import type { StageHost } from '../../host/resource.ts';
import { homeZone } from '../../host/stage-host.ts';
import type { Finding } from './checks.ts';

/** Whether a data volume that the stage gives by its id can be that of the host. Throws the SDK's errors. */
export const volumeFindings = async (ec2: EC2Client, { stage, settings }: StageHost): Promise<readonly Finding[]> => {
  const { volumeId, zones, name } = settings;
  const home = homeZone(settings);
  if (volumeId === '') return [];
  const found = await ignoreErrors([{ code: 'InvalidVolume.NotFound' }], () =>
    createEc2(ec2).describeVolumes([], 'volume-id', [volumeId]),
  );
  const [volume] = found ?? [];
  if (!volume)
    return [
      { level: 'error', text: `There is no volume ${volumeId} in the region of the host: correct host.volumeId.` },
    ];
  const zone = volume.AvailabilityZone ?? '';
  if (zone !== home) {
    const [, second] = zones;
    const fix = zones.includes(zone) ? `it like this: zone: ${zone}` : `them like this: zones: [${zone}, ${second}]`;
    const text = `The volume ${volumeId} is in ${zone}, and the group in ${home}: a volume cannot leave its zone. Give ${fix}`;
    return [{ level: 'error', text }];
  }
  const wanted = { [TAGS.host.name]: name, [TAGS.stage.name]: stage, [TAGS.role.name]: DATA_ROLE };
  const tags = new Map((volume.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
  const missing = Object.entries(wanted).filter(([key, value]) => tags.get(key) !== value);
  if (missing.length === 0)
    return [
      { level: 'ok', text: `The volume ${volumeId} is in ${zone}, with the tags of the host.` },
      ...(tags.get(TAGS.recycle.name) === stage
        ? []
        : [
            {
              level: 'todo',
              text: `The Recycle Bin does not keep the volume ${volumeId} if somebody deletes it: ${shell`aws ec2 create-tags --resources ${volumeId} --tags ${`Key=${TAGS.recycle.name},Value=${stage}`}`}`,
            } as const,
          ]),
    ];
  const words = missing.map(([key, value]) => `Key=${key},Value=${value}`);
  return [
    {
      level: 'error',
      text: `The volume ${volumeId} has not the tags by which hostkeeper may attach it: ${shell`aws ec2 create-tags --resources ${volumeId} --tags ${words}`}`,
    },
  ];
};
