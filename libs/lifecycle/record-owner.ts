import type { HostRef } from '../controller/result.ts';
import { ownerName } from '../hosts/record-names.ts';
import { TAGS } from '../hosts/tags.ts';
import { ADDRESS_TYPES, type NameRecord, type Observed } from './model.ts';

/** The addresses that a name has, by the type of the record. */
export type Addresses = Partial<Readonly<Record<(typeof ADDRESS_TYPES)[number], string>>>;

/** Who points a name: one host of one stage, in one region. */
export type Owner = Omit<HostRef, 'group'> & { readonly stage: string };

/** What the TXT record beside a name says: who points it, and the addresses that it was last pointed at. */
export interface OwnerRecord {
  readonly owner: Owner;
  readonly addresses: Addresses;
}

/** The first word of the record, as that of external-dns. https://kubernetes-sigs.github.io/external-dns/latest/docs/registry/txt/ */
const HERITAGE = 'heritage=hostkeeper';

/** Nobody resolves the record, so that its time to live does not matter. */
const TTL_SECONDS = 300;

/** The longest string of a TXT record; a longer text is several. https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#TXTFormat */
const MAX_STRING_CHARACTERS = 255;

/** The text as one form of the address: `2001:DB8:0:0::1` is `2001:db8::1`. */
export const normalAddress = (address: string): string => {
  const url = `http://[${address}]`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address;
};

export const ownerOf = ({ host, region, tags }: Pick<Observed, 'host' | 'region' | 'tags'>): Owner => ({
  stage: tags[TAGS.stage.name] ?? '',
  region,
  host,
});

export const isSameOwner = (a: Owner, b: Owner): boolean =>
  a.stage === b.stage && a.region === b.region && a.host === b.host;

/** The words are escaped as in a URL: so no character needs an escape of Route 53, or is read back in another form. */
const textOf = ({ owner: { stage, region, host }, addresses }: OwnerRecord): string =>
  [
    HERITAGE,
    ...Object.entries({ stage, region, host }).map(([key, word]) => `${key}=${encodeURIComponent(word)}`),
    ...Object.entries(addresses).map(([type, address]) => `${type}=${address}`),
  ].join(',');

const quoted = (text: string): string =>
  (text.match(new RegExp(`.{1,${MAX_STRING_CHARACTERS}}`, 'g')) ?? []).map((part) => `"${part}"`).join(' ');

/** The TXT record that says this of a name. */
export const toOwnerRecord = (name: string, owner: OwnerRecord): NameRecord => ({
  name: ownerName(name),
  type: 'TXT',
  ttlSeconds: TTL_SECONDS,
  values: [quoted(textOf(owner))],
});

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** What a TXT record says of the name beside it; `undefined` for one that is not hostkeeper's. */
export const parseOwnerRecord = ({ type, values, special }: NameRecord): OwnerRecord | undefined => {
  const [value = '', ...others] = values;
  if (type !== 'TXT' || special !== undefined || others.length > 0) return undefined;
  const [heritage, ...words] = [...value.matchAll(/"([^"]*)"/g)]
    .map(([, text = '']) => text)
    .join('')
    .split(',');
  if (heritage !== HERITAGE) return undefined;
  const fields = new Map(
    words.map((word) => {
      const [key = '', text = ''] = word.split('=');
      return [key, decoded(text)] as const;
    }),
  );
  const [stage, region, host] = ['stage', 'region', 'host'].map((key) => fields.get(key));
  if (stage === undefined || region === undefined || host === undefined) return undefined;
  const addresses = ADDRESS_TYPES.flatMap((addressType) => {
    const address = fields.get(addressType);
    return address === undefined ? [] : [[addressType, normalAddress(address)] as const];
  });
  return { owner: { stage, region, host }, addresses: Object.fromEntries(addresses) };
};
