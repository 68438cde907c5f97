import type { Bucket, Times } from '../quotas.ts';

const API = 'https://docs.aws.amazon.com/Route53/latest/APIReference';
const LIMITATIONS = 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html';
const NAMES = 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html';

export const TIMES = {
  /** From a change until every name server has it; AWS says that most take no more than 60 seconds. */
  insync: { seconds: [5, 60], page: `${API}/API_ChangeResourceRecordSets.html` },
} as const satisfies Times;

export const LIMITS = {
  /** The default and the maximum of a page: a greater `MaxItems` has no effect. */
  records: { max: 300, page: `${API}/API_ListResourceRecordSets.html` },
  zones: { max: 100, page: `${API}/API_ListHostedZones.html` },
  /** Values and characters of one change batch. */
  resourceRecords: { max: 1000, page: LIMITATIONS },
  characters: { max: 32_000, page: LIMITATIONS },
  /** Characters of a name, of each of its labels, and of each string of a TXT record. */
  name: { max: 255, page: NAMES },
  label: { max: 63, page: NAMES },
  /** Seconds. */
  ttl: { min: 0, max: 2_147_483_647, page: `${API}/API_ResourceRecordSet.html` },
  zoneId: { max: 32, page: `${API}/API_ListResourceRecordSets.html` },
  txtString: {
    max: 255,
    page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html',
  },
} as const;

/** The types of records. */
export const TYPES: { readonly allowed: readonly string[]; readonly page: string } = {
  allowed: 'SOA A TXT NS CNAME MX NAPTR PTR SRV SPF AAAA CAA DS TLSA SSHFP SVCB HTTPS'.split(' '),
  page: `${API}/API_ResourceRecordSet.html`,
};

const throttling = {
  error: ['Throttling', 'Rate exceeded', 400],
  page: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/throttling-api-requests.html',
} as const;

const changesIn = ({ ChangeBatch: batch }: Readonly<Record<string, unknown>>): number =>
  typeof batch === 'object' && batch !== null && 'Changes' in batch && Array.isArray(batch.Changes)
    ? batch.Changes.length
    : 1;

/** One for all requests of the account, one for those of each operation, and one for single changes, whose figures are assumed. */
export const BUCKETS: readonly Bucket[] = [
  { operations: /./, tokens: 50, perSecond: 10, ...throttling },
  { operations: /./, isOfEach: true, tokens: 50, perSecond: 10, ...throttling },
  { operations: /^ChangeResourceRecordSets$/, cost: changesIn, tokens: 1000, perSecond: 100, ...throttling },
];
