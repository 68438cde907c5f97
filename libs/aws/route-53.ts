import {
  type Change,
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';

import { type ErrorMatch, ignoreErrors } from './errors.ts';
import { paginate } from './pagination.ts';

/** What hostkeeper asks of Route 53, which has no regions; every verb is safe to repeat and throws what AWS says otherwise. */
export interface Route53 {
  /**
   * The records of a zone, 300 a page; with `name`, the pages that may hold that name. `undefined` when there is no such
   * zone. https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListResourceRecordSets.html
   */
  readonly listResourceRecordSets: (zone: string, name?: string) => Promise<readonly ResourceRecordSet[] | undefined>;
  /** Makes all of these changes or none. Deleting what is not there any more is no error when nothing else was to be done. */
  readonly changeResourceRecordSets: (zone: string, changes: readonly Change[]) => Promise<void>;
}

/** Where a page ends, the next one begins at these. */
type PageStart = Pick<
  ListResourceRecordSetsCommandOutput,
  'NextRecordName' | 'NextRecordType' | 'NextRecordIdentifier'
>;

/** A page that begins at a name holds all that is there, unless it has very many weighted records. */
const MAX_RECORDS_OF_NAME = 20;
const MAX_RECORDS = 300;

/** Whether anything that was asked for may stand on the page after this one. */
const hasMore = ({ IsTruncated, NextRecordName }: ListResourceRecordSetsCommandOutput, name?: string): boolean =>
  IsTruncated === true && (name === undefined || NextRecordName?.toLowerCase().replace(/\.$/, '') === name);

export const createRoute53 = (client: Route53Client): Route53 => ({
  listResourceRecordSets: async (HostedZoneId, name) => {
    const answers = await ignoreErrors([{ code: 'NoSuchHostedZone' }], () =>
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
    return answers?.flatMap(({ ResourceRecordSets = [] }) => ResourceRecordSets);
  },
  changeResourceRecordSets: async (HostedZoneId, changes) => {
    const alreadySo = changes.every(({ Action }) => Action === 'DELETE') ? [ALREADY_DELETED] : [];
    await ignoreErrors(alreadySo, () =>
      client.send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes: [...changes] } })),
    );
  },
});

/** All of what it says must be this: with several changes, others may have gone wrong in other ways. */
const ALREADY_DELETED: ErrorMatch = {
  code: 'InvalidChangeBatch',
  message: /^\[?(?:Tried to delete resource record set \[[^\]]*\] but it was not found(?:, |\]|$))+$/,
};
