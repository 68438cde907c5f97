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

/** Route 53, a global service. Throws the SDK's errors. */
export interface Route53 {
  /**
   * The records of a zone, 300 a page; with `name`, only the pages that can contain it. `undefined` when the zone does
   * not exist. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
   */
  readonly listResourceRecordSets: (zone: string, name?: string) => Promise<readonly ResourceRecordSet[] | undefined>;
  /** The name of a zone: that of its first record. `undefined` when the zone does not exist. */
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

export const createRoute53 = (client: Route53Client): Route53 => ({
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
    return pages?.flatMap(({ ResourceRecordSets = [] }) => ResourceRecordSets);
  },
  getZoneName: async (HostedZoneId) => {
    const page = await ignoreErrors([{ code: 'NoSuchHostedZone' }], () =>
      client.send(new ListResourceRecordSetsCommand({ HostedZoneId, MaxItems: 1 })),
    );
    return page?.ResourceRecordSets?.[0]?.Name;
  },
  changeResourceRecordSets: async (HostedZoneId, changes) => {
    await client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes: [...changes] } }));
  },
});
