import { TAGS } from '../../libs/hosts/tags.ts';
import { readWords, type Variables } from '../serverless.ts';

/** What the Recycle Bin may keep, by the words of the parameter `recycleBin`. */
export const RECYCLED = {
  volumes: {
    logicalId: 'RecycleVolumes',
    type: 'EBS_VOLUME',
    // Not the tag of the stage: the volumes of a drill have that too.
    tag: TAGS.recycle.name,
  },
  snapshots: { logicalId: 'RecycleSnapshots', type: 'EBS_SNAPSHOT', tag: TAGS.stage.name },
} as const;

/** How long a deleted volume or snapshot can be brought back, in days. AWS bills it until then. */
export const RECYCLE_DAYS = 7;

/**
 * A retention rule of the Recycle Bin. A rule keeps what has any of its tags, so each has one tag alone.
 * https://docs.aws.amazon.com/ebs/latest/userguide/recycle-bin-concepts.html
 */
const rule = ({ type, tag }: (typeof RECYCLED)[keyof typeof RECYCLED]) => ({
  Type: 'AWS::Rbin::Rule',
  Properties: {
    Description: 'hostkeeper ${sls:stage}: what was deleted by mistake can be brought back',
    ResourceType: type,
    RetentionPeriod: { RetentionPeriodUnit: 'DAYS', RetentionPeriodValue: RECYCLE_DAYS },
    ResourceTags: [{ ResourceTagKey: tag, ResourceTagValue: '${sls:stage}' }],
  },
});

/** What `serverless.yml` reads by way of `recycle-bin.cjs`: a rule for each word of the parameter. */
export default {
  rules: async (variables: Variables) => {
    const words = await readWords(variables, 'recycleBin');
    const kinds = Object.entries(RECYCLED).filter(([word]) => words.includes(word));
    return { Resources: Object.fromEntries(kinds.map(([, kind]) => [kind.logicalId, rule(kind)])) };
  },
};
