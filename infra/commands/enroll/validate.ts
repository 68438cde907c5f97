import type { Host } from '../../../libs/hosts/host.ts';
import { parseTags } from '../../../libs/hosts/host-tags.ts';
import { TAGS } from '../../../libs/hosts/tags.ts';
import { formatSizes } from '../../../libs/aws/sizes.ts';
import { groupProblems } from '../../../libs/lifecycle/steps/group-config.ts';
import { CliError } from '../cli/errors.ts';

/** An enrollment that is to be checked. */
export interface Candidate {
  readonly group: Host;
  readonly host: string;
  readonly stage: string;
  /** All tags that the group will have. */
  readonly tags: Readonly<Record<string, string>>;
  /** The other hosts of the stage. */
  readonly others: readonly Host[];
}

/** That another host has one of the DNS names: two that run would both be refused for it. */
const sharedNameOf = (tags: Candidate['tags'], others: readonly Host[]): string | undefined => {
  const own = parseTags(tags);
  for (const other of others) {
    const { records, hostedZone } = parseTags(other.tags);
    const name = hostedZone === own.hostedZone ? records.find((record) => own.records.includes(record)) : undefined;
    if (name !== undefined) return `the host ${other.host} has the name ${name} already: choose another --records.`;
  }
  return undefined;
};

/** Why a group cannot be enrolled, by the rules by which reconcile would refuse it, and the fix. */
const problemOf = ({ group, host, stage, tags, others }: Candidate): string | undefined => {
  const current = group.tags[TAGS.stage.name];
  if (current !== undefined && current !== stage)
    return `it is enrolled in the stage ${current}: unenroll it there first.`;
  if (group.sizes.max > 1)
    return `its sizes are ${formatSizes(group.sizes)}: a host has at most one instance, so set its max size to 1.`;
  const namesake = others.find((other) => other.host === host && other.group !== group.group);
  if (namesake) return `the group ${namesake.group} is the host ${host} already: choose another --host.`;
  const taken = sharedNameOf(
    tags,
    others.filter((other) => other.group !== group.group),
  );
  if (taken) return taken;
  const [first] = groupProblems({
    ...group,
    host,
    tags,
    hostTags: parseTags(tags),
    duplicateGroups: [],
  });
  if (!first) return undefined;
  return first.command === undefined ? `${first.problem}.` : `${first.problem}:\n\n  ${first.command}`;
};

/** Throws a CliError when a group cannot be enrolled. */
export const validateCandidate = (candidate: Candidate): void => {
  const problem = problemOf(candidate);
  if (problem !== undefined) throw new CliError(`${candidate.group.group} cannot be enrolled: ${problem}`);
};
