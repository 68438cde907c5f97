import { ListHostedZonesCommand, type ListHostedZonesCommandOutput } from '@aws-sdk/client-route-53';

import { paginate } from '../../../libs/aws/pagination.ts';
import { normalName } from '../../../libs/hosts/record-names.ts';
import type { RegionClients } from './clients.ts';

/** A public hosted zone of the account. */
export interface PublicZone {
  readonly id: string;
  /** Without a final dot. */
  readonly name: string;
  readonly records: number;
}

/** The public hosted zones of the account. Throws the SDK's errors. */
export const listPublicZones = async ({ route53 }: Pick<RegionClients, 'route53'>): Promise<readonly PublicZone[]> => {
  const pages = await paginate<ListHostedZonesCommandOutput, string>(
    (Marker) => route53.send(new ListHostedZonesCommand({ Marker })),
    ({ NextMarker }) => NextMarker,
  );
  return pages
    .flatMap(({ HostedZones = [] }) => HostedZones)
    .filter(({ Config }) => Config?.PrivateZone !== true)
    .map(({ Id = '', Name = '', ResourceRecordSetCount = 0 }) => ({
      id: Id.replace('/hostedzone/', ''),
      name: normalName(Name),
      records: ResourceRecordSetCount,
    }));
};

/** The innermost zone that a name is in, if any. */
export const zoneOf = (name: string, zones: readonly PublicZone[]): PublicZone | undefined =>
  zones
    .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
