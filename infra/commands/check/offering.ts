import type { EC2Client } from '@aws-sdk/client-ec2';

import type { HostSettings } from '../../host/settings.ts';
import { zonesOffering } from '../cli/zones.ts';
import type { Finding } from './checks.ts';

/** The types of which the host is one. */
export const typesOf = ({ instanceType, spotTypes }: HostSettings): readonly string[] =>
  spotTypes.length > 0 ? spotTypes : [instanceType];

/** Whether AWS offers a type of the host in its zones. Throws the SDK's errors. */
export const offeringFindings = async (
  ec2: Pick<EC2Client, 'send'>,
  settings: HostSettings,
): Promise<readonly Finding[]> => {
  const [first, second] = settings.zones;
  const types = typesOf(settings);
  const offers = await Promise.all(types.map((type) => zonesOffering(ec2, type)));
  const offering = [...new Set(offers.flat())].toSorted();
  const names = types.join(' or ');
  const where = offering.length === 0 ? 'No zone of the region offers it' : `It is offered in ${offering.join(', ')}`;
  if (!offering.includes(first)) {
    const text = `${names} cannot be had in ${first}, the zone of the host. ${where}: change host.zones, or host.instanceType where there is a data volume already.`;
    return [{ level: 'error', text }];
  }
  return offering.includes(second)
    ? [{ level: 'ok', text: `AWS offers ${names} in ${first} and ${second}.` }]
    : [{ level: 'todo', text: `${names} cannot be had in ${second}, where a volume could be restored. ${where}.` }];
};
