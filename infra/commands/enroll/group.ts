import {
  DescribeAutoScalingGroupsCommand,
  type DescribeAutoScalingGroupsCommandOutput,
} from '@aws-sdk/client-auto-scaling';

import { paginate } from '../../../libs/aws/pagination.ts';
import { type Host, toHosts } from '../../../libs/hosts/host.ts';
import type { RegionClients } from '../cli/clients.ts';
import { CliError, UsageError } from '../cli/errors.ts';
import { suggestion } from '../cli/nearest.ts';
import { inEachRegion } from '../cli/stage.ts';

/** All groups of a region, enrolled or not. */
export const listGroups = async ({
  autoScaling,
}: Pick<RegionClients, 'autoScaling'>): Promise<DescribeAutoScalingGroupsCommandOutput['AutoScalingGroups']> => {
  const pages = await paginate<DescribeAutoScalingGroupsCommandOutput, string>(
    (NextToken) => autoScaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100, NextToken })),
    ({ NextToken }) => NextToken,
  );
  return pages.flatMap(({ AutoScalingGroups = [] }) => AutoScalingGroups);
};

/** The one group of this name in these regions. Throws a CliError that says which groups exist when there is none, or several. */
export const findGroup = async (
  clients: (region: string) => RegionClients,
  regions: readonly string[],
  name: string,
): Promise<Host> => {
  const { values, errors } = await inEachRegion(regions, async (region) =>
    toHosts((await listGroups(clients(region))) ?? [], region),
  );
  const groups = values.flat();
  const [found, another] = groups.filter(({ group }) => group === name);
  if (found && another) {
    throw new UsageError(`${name} is a group in ${found.region} and in ${another.region}: choose one with --region.`);
  }
  if (found) return found;
  const existing = groups.map(({ group }) => group);
  const which = existing.length === 0 ? 'There is none that could be read.' : `There are ${existing.join(', ')}.`;
  const unread = errors.map(({ region, message }) => ` ${region} could not be read: ${message}`).join('');
  throw new CliError(
    `There is no Auto Scaling group named ${name} in ${regions.join(', ')}.${suggestion(name, existing)} ${which}${unread}`,
  );
};
