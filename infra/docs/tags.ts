import { type TagDefinition, TAGS } from '../../libs/hosts/tags.ts';
import { markdownTable } from './markdown.ts';

const definitions: readonly TagDefinition[] = Object.values(TAGS);

/** The default of a tag: `required`, or none, or its value. */
const describeDefault = ({ isRequired = false, default: value }: TagDefinition): string => {
  if (isRequired) return 'required';
  return typeof value === 'string' || typeof value === 'number' ? `\`${value}\`` : 'none';
};

const carriersOf = ({ on }: TagDefinition): string => on.join(', ');

const ownerTable = (): string =>
  markdownTable(
    ['Tag', 'On', 'Meaning', 'Values', 'Default', 'Example'],
    definitions
      .filter(({ writtenBy }) => writtenBy === 'owner')
      .map((tag) => [
        `\`${tag.name}\``,
        carriersOf(tag),
        tag.meaning,
        tag.values,
        describeDefault(tag),
        `\`${tag.example}\``,
      ]),
  );

const hostkeeperTable = (): string =>
  markdownTable(
    ['Tag', 'On', 'Meaning', 'Example', 'If it is invalid'],
    definitions
      .filter(({ writtenBy }) => writtenBy === 'hostkeeper')
      .map((tag) => [`\`${tag.name}\``, carriersOf(tag), tag.meaning, `\`${tag.example}\``, tag.fix]),
  );

/** The reference of all tags. */
export const page = {
  path: 'docs/reference/tags.md',
  render: (): string => `# Tags

Generated from \`libs/hosts/tags.ts\` by \`npm run docs\`: do not edit this page.

A host is an Auto Scaling group with the tags \`${TAGS.host.name}\` and \`${TAGS.stage.name}\`. Its data volume carries
these two and \`${TAGS.role.name}\`; an Elastic IP address carries these two.

## Tags that you write

${ownerTable()}

An invalid value is never guessed at. The host is then refused: nothing is done to it, and a notification names the tag,
its value and the fix. \`${TAGS.onCriticalBudget.name}\` is read only when hosts are suspended.

## Tags that hostkeeper writes

${hostkeeperTable()}

Configure tools that remove unknown tags, such as Terraform's AWS provider, to ignore these two.
`,
};
