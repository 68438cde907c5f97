import * as z from 'zod/mini';

import { suggestion } from '../commands/cli/nearest.ts';
import { type HostSettings, hostSchema, settingRows } from './settings.ts';
import { regionOf } from './stage-host.ts';

const NAMES = Object.keys(hostSchema.shape);

/** The settings by their names, as the reference has them. */
const rowOf = (name: string) => {
  const schema = Object.entries(hostSchema.shape).find(([key]) => key === name)?.[1];
  return schema && settingRows.get(schema);
};

const isGiven = (value: unknown, name: PropertyKey): boolean =>
  typeof value === 'object' && value !== null && new Map(Object.entries(value)).get(String(name)) !== undefined;

/** What is not as the schema has it, one sentence for each setting. */
const wrongSettings = (value: unknown): readonly string[] => {
  const { error } = z.safeParse(hostSchema, value);
  if (!error) return [];
  return error.issues.flatMap((issue) => {
    const [name] = issue.path;
    if (issue.code === 'unrecognized_keys' && name === undefined)
      return issue.keys.map((key) => `There is no setting host.${key}.${suggestion(key, NAMES)}`);
    if (name === undefined)
      return ['The section host is not a map of settings. docs/reference/parameters.md lists them.'];
    const example = rowOf(String(name))?.example ?? '';
    const isMissing = issue.path.length === 1 && !isGiven(value, name);
    const field = ['host', ...issue.path].join('.');
    return [
      `The setting ${field} ${isMissing ? 'is missing' : issue.message}. Give it like this: ${String(name)}: ${example}`,
    ];
  });
};

/** An IPv4 range as its first and last address. Bits of the host part count as none. */
const rangeOf = (cidr: string): readonly [number, number] => {
  const [address = '', bits = ''] = cidr.split('/');
  const size = 2 ** (32 - Number(bits));
  const number = address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const first = number - (number % size);
  return [first, first + size - 1];
};

const isInside = (inner: string, outer: string): boolean => {
  const [[from, to], [first, last]] = [rangeOf(inner), rangeOf(outer)];
  return from >= first && to <= last;
};

const SUBNETS = 'Give them like this: subnetCidrs: [10.0.0.0/28, 10.0.0.16/28]';

/** The zones are two of one region, which is among those whose hosts the control plane serves. */
const zoneProblems = ({ zones, zone, volumeId }: HostSettings, hostRegions: readonly string[]): readonly string[] => {
  const [first, second] = zones;
  const region = regionOf(first);
  const [known = ''] = hostRegions.filter((one) => one === region).concat(hostRegions);
  const example = `Give it like this: zones: [${known}a, ${known}b]`;
  if (first === second) return [`The setting host.zones has ${first} twice. ${example}`];
  if (zone !== '' && !zones.includes(zone))
    return [
      `The setting host.zone has ${zone}, which is none of host.zones. Give one of these, or leave it out: zone: ${second}`,
    ];
  if (zone === second && volumeId === '')
    return [
      `The setting host.zone has ${zone}, and the stack makes the data volume in ${first}. Name the volume in ${zone}, too: volumeId: vol-0123456789abcdef0`,
    ];
  if (regionOf(second) !== region)
    return [`The setting host.zones has zones of two regions: ${first} and ${second}. ${example}`];
  return hostRegions.includes(region)
    ? []
    : [
        `The setting host.zones has ${first}, which is in none of the regions in hostRegions (${hostRegions.join(', ')}). ${example}`,
      ];
};

const networkProblems = ({ vpcCidr, subnetCidrs, adminCidr, keyName }: HostSettings): readonly string[] => {
  const [first, second] = subnetCidrs;
  const [[from, to], [otherFrom, otherTo]] = [rangeOf(first), rangeOf(second)];
  return [
    ...subnetCidrs
      .filter((cidr) => !isInside(cidr, vpcCidr))
      .map(
        (cidr) => `The setting host.subnetCidrs has ${cidr}, which is not inside host.vpcCidr (${vpcCidr}). ${SUBNETS}`,
      ),
    ...(from <= otherTo && otherFrom <= to
      ? [`The setting host.subnetCidrs has ranges that overlap: ${first} and ${second}. ${SUBNETS}`]
      : []),
    ...((adminCidr === '') === (keyName === '')
      ? []
      : [
          'The settings host.adminCidr and host.keyName have no effect without each other. Give both, or neither: Session Manager needs none.',
        ]),
  ];
};

/** The memory of an instance that ECS can give to containers on 1 GiB: the rest is the system's, Docker's and the agent's. */
const MEMORY_OF_MICRO = 800;

/** https://aws.amazon.com/ec2/instance-types/#General_Purpose */
const MEMORY_MEGABYTES: Readonly<Record<string, number>> = {
  nano: 350,
  micro: MEMORY_OF_MICRO,
  small: 1750,
  medium: 3700,
  large: 7600,
  xlarge: 15_500,
};

/** Megabytes that ECS can give to containers on this type; `undefined` for types that are not of a burstable family. */
const containerMemory = (type: string): number | undefined => {
  const [family = '', size = ''] = type.split('.');
  return /^t\d/.test(family) ? MEMORY_MEGABYTES[size] : undefined;
};

/** What the containers of a host reserve in all, in megabytes. */
const reservedMegabytes = ({ memoryMegabytes, database }: HostSettings): number =>
  memoryMegabytes.nginx + memoryMegabytes.web + (database === 'container' ? memoryMegabytes.mysql : 0);

const memoryProblems = (host: HostSettings): readonly string[] => {
  const reserved = reservedMegabytes(host);
  return [host.instanceType, ...host.spotTypes].flatMap((type) => {
    const free = containerMemory(type);
    return free !== undefined && reserved > free
      ? [
          `The setting host.memoryMegabytes reserves ${reserved} MB, and ${type} has ${free} MB for containers. Give it like this: ` +
            'memoryMegabytes: { nginx: 64, web: 320, mysql: 384 }, or take a larger type: instanceType: t3.small',
        ]
      : [];
  });
};

/** Whether a type of instance is of arm64. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html */
export const isArm = (type: string): boolean => /^(a1|[a-z]+\d+[a-z]*g[a-z]*)\./.test(type);

/**
 * The families of Xen. A blank disk looks there like an instance store, so a host formats none.
 * https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-nitro-instances.html
 */
const XEN = /^(t[12]|m[1-4]|c[1-4]|r[34]|x1e?|p[23]|g3s?|i[23]|d2|h1|f1)\./;

const xenProblems = ({ instanceType, spotTypes, volumeId }: HostSettings): readonly string[] => {
  const type = [instanceType, ...spotTypes].find((one) => XEN.test(one));
  return type === undefined || volumeId !== ''
    ? []
    : [
        `The setting host.instanceType or host.spotTypes has ${type}, which runs on Xen, where a new data volume is not formatted. ` +
          'Give it like this: instanceType: t3.micro, or name a volume with data: volumeId: vol-0123456789abcdef0',
      ];
};

const otherProblems = (host: HostSettings): readonly string[] => {
  const { domain, records, spotTypes, instanceType, database, databaseHost, databaseSecretArn } = host;
  return [
    ...records
      .filter((name) => name !== domain && !name.endsWith(`.${domain}`))
      .map(
        (name) =>
          `The setting host.records has ${name}, which is not in the zone ${domain}. Give it like this: records: [www.${domain}]`,
      ),
    ...spotTypes
      .filter((type) => isArm(type) !== isArm(instanceType))
      .map(
        (type) =>
          `The setting host.spotTypes has ${type}, which has another architecture than ${instanceType}. Give it like this: spotTypes: [${instanceType}]`,
      ),
    ...(database === 'external' && (databaseHost === '' || databaseSecretArn === '')
      ? [
          'An external database needs the settings host.databaseHost and host.databaseSecretArn. Give them like this: databaseHost: db.example.com',
        ]
      : []),
  ];
};

/** A sentence for each setting of a host that is unknown, missing or wrong, with the reason and an example. */
export const hostProblems = (value: unknown, hostRegions: readonly string[]): readonly string[] => {
  const { data } = z.safeParse(hostSchema, value);
  return data === undefined
    ? wrongSettings(value)
    : [
        ...zoneProblems(data, hostRegions),
        ...networkProblems(data),
        ...memoryProblems(data),
        ...xenProblems(data),
        ...otherProblems(data),
      ];
};
