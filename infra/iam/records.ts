import { ownerName } from '../../libs/hosts/record-names.ts';
import type { Policy } from './model.ts';
import { hostedZone } from './resources.ts';

/** The DNS records that follow hosts. */
export interface RecordScope {
  /** Ids of hosted zones. */
  readonly hostedZones: readonly string[];
  /** Names in lower case; `*` stands for any text. */
  readonly recordNames: readonly string[];
}

const NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
const TYPES = 'route53:ChangeResourceRecordSetsRecordTypes';
const ACTIONS = 'route53:ChangeResourceRecordSetsActions';

/**
 * Changes the address records of these names in these zones, each together with the TXT record that says who points it. IAM
 * compares the names of a request and its types each by themselves. Without a zone there is no policy, as IAM takes no empty
 * list. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
export const changeRecords = ({ hostedZones, recordNames }: RecordScope): readonly Policy[] => {
  if (hostedZones.length === 0) return [];
  const zones = hostedZones.map(hostedZone);
  const ownerNames = recordNames.map(ownerName);
  return [
    {
      name: 'records',
      statements: [
        {
          sid: 'ListRecords',
          why: 'Observes the records of the zones in the parameter hostedZones.',
          actions: ['route53:ListResourceRecordSets'],
          resources: zones,
        },
        {
          sid: 'ChangeRecords',
          why: 'Points the names in the parameter recordNames at the current instance, in one request with the TXT record that says who points the name, which ForAnyValue requires. Without UPSERT no record is overwritten whose values are not known. A request without types or actions would satisfy ForAllValues, so Null requires them.',
          actions: ['route53:ChangeResourceRecordSets'],
          resources: zones,
          condition: {
            'ForAllValues:StringLike': { [NAMES]: [...recordNames, ...ownerNames] },
            'ForAnyValue:StringLike': { [NAMES]: ownerNames },
            'ForAllValues:StringEquals': { [TYPES]: ['A', 'AAAA', 'TXT'], [ACTIONS]: ['CREATE', 'DELETE'] },
            Null: { [TYPES]: false, [ACTIONS]: false },
          },
        },
      ],
    },
  ];
};
