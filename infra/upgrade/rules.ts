import { TAGS } from '../../libs/hosts/tags.ts';
import { DATA_TYPES } from '../host/storage.ts';
import type { Resource, Resources } from './template.ts';

/** The resources of a stack before and after an update, and which of them the update makes anew. */
export interface Upgrade {
  readonly before: Resources;
  readonly after: Resources;
  readonly replaced: ReadonlySet<string>;
}

/** Why a stack may not be updated like this. */
export interface UpgradeProblem {
  readonly logicalId: string;
  /** A sentence. */
  readonly text: string;
  /** Whether data would be lost, or left behind by an empty resource of the same name. */
  readonly losesData: boolean;
}

/** The problem of a resource; `undefined` for none. */
type Rule = (upgrade: Upgrade, logicalId: string) => Omit<UpgradeProblem, 'logicalId'> | undefined;

const GROUP = 'AWS::AutoScaling::AutoScalingGroup';
const VOLUME = 'AWS::EC2::Volume';

/** The types of resources that a release remembers: those that hold data, and what says where a host is. */
export const REMEMBERED_TYPES: readonly string[] = [...DATA_TYPES, GROUP, 'AWS::EC2::Subnet'];

const holdsData = ({ Type }: Resource): boolean => DATA_TYPES.some((type) => type === Type);

/** What becomes of a resource that leaves its template, from the worst. The first is the default. */
const POLICIES = ['Delete', 'Snapshot', 'RetainExceptOnCreate', 'Retain'];

const strength = (policy = 'Delete'): number => POLICIES.indexOf(policy);

const isKept = ({ DeletionPolicy = '' }: Resource): boolean => DeletionPolicy.startsWith('Retain');

const removed: Rule = ({ before, after }, id) => {
  const gone = id in after ? undefined : before[id];
  if (!gone || !holdsData(gone)) return undefined;
  return isKept(gone)
    ? { losesData: false, text: 'leaves the stack. AWS keeps it with its data, and bills it.' }
    : { losesData: true, text: 'is deleted with its data.' };
};

const replaced: Rule = (upgrade, id) => {
  const resource = upgrade.before[id];
  if (!resource || !upgrade.replaced.has(id)) return undefined;
  if (holdsData(resource)) return { losesData: true, text: 'is replaced by an empty one.' };
  return resource.Type === GROUP
    ? { losesData: false, text: 'is replaced by a group with the sizes of the template: a stopped host would start.' }
    : undefined;
};

const weakened: Rule = ({ before, after }, id) => {
  const [old, next] = [before[id], after[id]];
  if (!old || !next || !holdsData(old)) return undefined;
  const weaker = (['DeletionPolicy', 'UpdateReplacePolicy'] as const).filter(
    (policy) => strength(next[policy]) < strength(old[policy]),
  );
  return weaker.length === 0
    ? undefined
    : {
        losesData: false,
        text: `gets a weaker ${weaker.join(' and a weaker ')}, and would not survive what it does now.`,
      };
};

/** The tags by which the functions find a volume. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html */
const FINDS_VOLUME: readonly string[] = [TAGS.stage.name, TAGS.host.name, TAGS.role.name];

const findingTags = ({ Properties: { Tags = [] } }: Resource): string =>
  [Tags]
    .flat()
    .map((tag) => JSON.stringify(tag))
    .filter((tag) => FINDS_VOLUME.some((name) => tag.includes(`"Key":"${name}"`)))
    .toSorted()
    .join();

const retagged: Rule = ({ before, after }, id) => {
  const [old, next] = [before[id], after[id]];
  return old?.Type !== VOLUME || !next || findingTags(old) === findingTags(next)
    ? undefined
    : { losesData: false, text: `gets other tags of these, by which its host finds it: ${FINDS_VOLUME.join(', ')}.` };
};

/** The zones of a volume, or of the subnets of a group. */
const zonesOf = (resources: Resources, { Properties }: Resource): string => {
  const { AvailabilityZone, VPCZoneIdentifier } = Properties;
  const subnets = [VPCZoneIdentifier ?? []].flat().map((subnet) => {
    const known = Object.entries(resources).find(([id]) => JSON.stringify(subnet) === JSON.stringify({ Ref: id }));
    return known?.[1].Properties['AvailabilityZone'] ?? subnet;
  });
  return JSON.stringify(AvailabilityZone ?? subnets);
};

const moved: Rule = ({ before, after }, id) => {
  const [old, next] = [before[id], after[id]];
  if (!old || !next || ![VOLUME, GROUP].includes(old.Type)) return undefined;
  const [from, to] = [zonesOf(before, old), zonesOf(after, next)];
  if (from === to) return undefined;
  return old.Type === VOLUME
    ? { losesData: true, text: `moves from ${from} to ${to}: a volume cannot, and its data would stay behind.` }
    : { losesData: false, text: `moves from ${from} to ${to}, where no instance reaches the data volume.` };
};

const SIZES = ['MinSize', 'MaxSize'] as const;

const resized: Rule = ({ before, after }, id) => {
  const [old, next] = [before[id], after[id]];
  if (!old || next?.Type !== GROUP) return undefined;
  if (String(next.UpdatePolicy?.AutoScalingScheduledAction?.IgnoreUnmodifiedGroupSizeProperties) !== 'true')
    return { losesData: false, text: 'lacks the UpdatePolicy with which a deployment leaves a stopped host stopped.' };
  if (next.Properties['DesiredCapacity'] !== undefined)
    return { losesData: false, text: 'gets a DesiredCapacity: a stopped host would start.' };
  const changed = SIZES.filter((size) => String(old.Properties[size]) !== String(next.Properties[size]));
  return changed.length === 0
    ? undefined
    : { losesData: false, text: `gets another ${changed.join(' and ')}: a stopped host would start.` };
};

const RULES: readonly Rule[] = [removed, replaced, weakened, retagged, moved, resized];

/**
 * Why a stack may not be updated: what holds data is replaced, removed, or kept less well; a volume is no longer found; a host
 * leaves the zone of its volume; a stopped host would start. `check:upgrade` and `deploy --review` hold to the same rules.
 */
export const upgradeProblems = (upgrade: Upgrade): readonly UpgradeProblem[] =>
  Object.entries(upgrade.before).flatMap(([logicalId, { Type }]) =>
    RULES.flatMap((rule) => {
      const problem = rule(upgrade, logicalId);
      return problem ? [{ ...problem, logicalId, text: `${logicalId} (${Type}) ${problem.text}` }] : [];
    }),
  );
