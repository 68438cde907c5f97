import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';

import { ignoreErrors } from './errors.ts';
import { paginate } from './pagination.ts';

/** Records of a zone, in Route 53's order: a name, then the names beneath it. */
interface Listing {
  readonly records: readonly ResourceRecordSet[];
  /** The name at which begins what was not read; absent where the zone was read to its end. */
  readonly next?: string;
}

/** Route 53, a global service. Throws the SDK's errors. */
export interface Route53 {
  /**
   * The records of a zone, 300 a page; with `name`, only the pages that can contain it. `undefined` when the zone does
   * not exist. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
   */
  readonly listResourceRecordSets: (zone: string, name?: string) => Promise<Listing | undefined>;
  /** The name of a zone: that of its first record. It never changes, so it is read once. `undefined` when the zone does not exist. */
  readonly getZoneName: (zone: string) => Promise<string | undefined>;
  /**
   * Makes all of these changes or none. Throws `InvalidChangeBatch` where a record is not as a change has it: after a reply that
   * was lost, because the change was made.
   */
  readonly changeResourceRecordSets: (zone: string, changes: readonly Change[]) => Promise<void>;
}

/** The record that a page starts at. */
type PageStart = Pick<
  ListResourceRecordSetsCommandOutput,
  'NextRecordName' | 'NextRecordType' | 'NextRecordIdentifier'
>;

/** A page of this size holds all records of one name, unless it has many weighted ones. */
const MAX_RECORDS_OF_NAME = 20;
const MAX_RECORDS = 300;

/** Whether the next page can contain requested records. */
const hasMore = ({ IsTruncated, NextRecordName }: ListResourceRecordSetsCommandOutput, name?: string): boolean =>
  IsTruncated === true && (name === undefined || NextRecordName?.toLowerCase().replace(/\.$/, '') === name);

export const createRoute53 = (client: Route53Client): Route53 => {
  const zoneNames = new Map<string, string>();
  return {
    listResourceRecordSets: async (HostedZoneId, name) => {
      const pages = await ignoreErrors([{ code: 'NoSuchHostedZone' }], () =>
        paginate(
          (start: PageStart = name === undefined ? {} : { NextRecordName: name }) =>
            client.send(
              new ListResourceRecordSetsCommand({
                HostedZoneId,
                MaxItems: name === undefined ? MAX_RECORDS : MAX_RECORDS_OF_NAME,
                StartRecordName: start.NextRecordName,
                StartRecordType: start.NextRecordType,
                StartRecordIdentifier: start.NextRecordIdentifier,
              }),
            ),
          (page) => (hasMore(page, name) ? page : undefined),
        ),
      );
      const last = pages?.at(-1);
      return (
        pages && {
          records: pages.flatMap(({ ResourceRecordSets = [] }) => ResourceRecordSets),
          ...(last?.IsTruncated === true && last.NextRecordName !== undefined && { next: last.NextRecordName }),
        }
      );
    },
    getZoneName: async (HostedZoneId) => {
      const known = zoneNames.get(HostedZoneId);
      if (known !== undefined) return known;
      const page = await ignoreErrors([{ code: 'NoSuchHostedZone' }], () =>
        client.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 1 })),
      );
      const name = page?.ResourceRecordSets?.[0]?.Name;
      if (name !== undefined) zoneNames.set(HostedZoneId, name);
      return name;
    },
    changeResourceRecordSets: async (HostedZoneId, changes) => {
      await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes: [...changes] } }));
    },
  };
};
