import { TAGS } from '../../libs/hosts/tags.ts';
import { code, heading, table } from './markdown.ts';
import { DOCUMENTED_TAGS } from './tag-reference.ts';

type DocumentedTag = (typeof DOCUMENTED_TAGS)[number];

/** The default of a tag: that there must be one, its value, or none. */
const describeDefault = ({ isRequired = false, default: value }: DocumentedTag): string => {
  if (isRequired) return 'required';
  return typeof value === 'string' || typeof value === 'number' ? code(String(value)) : 'none';
};

const ownersTable = (): string =>
  table(
    ['Tag', 'On', 'Meaning', 'Values', 'Default', 'Example'],
    DOCUMENTED_TAGS.filter(({ writtenBy }) => writtenBy === 'owner').map((tag) => [
      code(tag.name),
      tag.on.join(', '),
      tag.meaning,
      tag.values,
      describeDefault(tag),
      code(tag.example),
    ]),
  );

const hostkeepersTable = (): string =>
  table(
    ['Tag', 'On', 'Meaning', 'Example', 'When a person has changed it'],
    DOCUMENTED_TAGS.filter(({ writtenBy }) => writtenBy === 'hostkeeper').map((tag) => [
      code(tag.name),
      tag.on.join(', '),
      tag.meaning,
      code(tag.example),
      tag.fix,
    ]),
  );

/** docs/reference/tags.md. */
export const tags = (): string => `${heading(
  'Tags',
  'libs/hosts/tags.ts',
  `A host is an Auto Scaling group with the tags \`${TAGS.host.name}\` and \`${TAGS.stage.name}\`. Its data volume carries ` +
    `these two and \`${TAGS.role.name}\`; its Elastic IP address carries these two.`,
)}
## Tags that you write

${ownersTable()}
An invalid value is never guessed at. The host is then refused: it is not repaired, and a notification names the tag, its value, the fix and the nearest valid value. An invalid \`${TAGS.onCriticalBudget.name}\` counts as absent: the host is repaired and stopped like any other. No invalid tag protects a host from the budget or from \`stop\`. A tag with another name that begins with \`hostkeeper\` is notified once.

## Tags that hostkeeper writes

${hostkeepersTable()}
Tools that remove unknown tags, such as Terraform's AWS provider, must be configured to ignore these two.
`;
