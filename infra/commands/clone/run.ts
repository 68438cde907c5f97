import { CopyVolumesCommand, type Volume } from '@aws-sdk/client-ec2';
import type * as z from 'zod/mini';

import { createEc2 } from '../../../libs/aws/ec2.ts';
import { toTagList } from '../../../libs/aws/tag-list.ts';
import { stoppedByBill } from '../../../libs/hosts/stopped-by-bill.ts';
import { CLONE_ROLE, DATA_ROLE, TAGS } from '../../../libs/hosts/tags.ts';
import { boughtPerformance } from '../../../libs/hosts/volume-performance.ts';
import { shell } from '../../../libs/notifications/commands.ts';
import { PRICES } from '../../prices/price-file.ts';
import type { Context } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { findHost, readStageHosts } from '../cli/hosts.ts';
import type { SharedInput } from '../cli/options.ts';
import { readRegions } from '../cli/stage.ts';
import type { cloneOutput } from '../schemas.ts';

type Output = z.output<typeof cloneOutput>;

/** Throws while a threshold of the month has stopped a host of the stage: nothing optional is paid for then. */
const requireMoney = async (stage: string, { clients }: Context<Output>): Promise<void> => {
  const { hosts } = await readStageHosts(clients, stage, await readRegions(clients, { stage }));
  const stopped = stoppedByBill(hosts, new Date());
  if (stopped.length > 0)
    throw new CliError(
      `A threshold of this month has stopped ${stopped.join(', ')}: a copy would cost more. Resume the host first, or wait for the next month.`,
    );
};

/** The price of a volume in USD a month; nothing where it is not known. */
const priceOf = (region: string, { Size = 0, VolumeType = 'gp3' }: Volume): Pick<Output, 'usdMonth'> => {
  const price = PRICES.regions[region]?.volumeGbMonth[VolumeType];
  return price === undefined ? {} : { usdMonth: Math.round(100 * Size * price) / 100 };
};

/** What the price of the size includes: that of an io1 or io2 nothing. https://aws.amazon.com/ebs/pricing/ */
const includedIn = (type: string) =>
  type === 'gp3' ? ({ iops: 3000, throughput: 125 } as const) : ({ iops: 0, throughput: 0 } as const);

/** The performance of a volume that AWS bills besides its size. */
const billedPerformance = ({ VolumeType = 'gp3', Iops, Throughput }: Volume): Pick<Output, 'performance'> => {
  const { iops = 0, throughput = 0 } = boughtPerformance({ type: VolumeType, iops: Iops, throughput: Throughput });
  const included = includedIn(VolumeType);
  const billed = [
    ...(iops > included.iops ? [`${iops} IOPS`] : []),
    ...(throughput > included.throughput ? [`${throughput} MiB/s`] : []),
  ];
  return billed.length === 0 ? {} : { performance: billed.join(' and ') };
};

/** What a request says for a copy of the same type and performance: AWS makes a gp2 of a request that does not. */
const sameKind = ({ VolumeType = 'gp3', Iops, Throughput }: Volume) => {
  const { iops, throughput } = boughtPerformance({ type: VolumeType, iops: Iops, throughput: Throughput });
  return { VolumeType, Iops: iops, Throughput: throughput };
};

/** Copies the data volume of a host. */
export const run = async (
  input: SharedInput & { readonly host: string },
  context: Context<Output>,
): Promise<ExitCode> => {
  const { stage, dryRun } = input;
  const { clients, confirm, show } = context;
  const { host, region } = await findHost(clients, input);
  const { ec2 } = clients(region);
  const filters = [
    { Name: `tag:${TAGS.stage.name}`, Values: [stage] },
    { Name: `tag:${TAGS.role.name}`, Values: [DATA_ROLE] },
  ];
  const [volume, another] = await createEc2(ec2).describeVolumes(filters, `tag:${TAGS.host.name}`, [host]);
  if (!volume || another)
    throw new CliError(`${host} has ${volume ? 'several data volumes' : 'no data volume'}: nothing was copied.`);
  await requireMoney(stage, context);
  const { VolumeId: source = '', Size = 0, VolumeType = '', AvailabilityZone = '' } = volume;
  const output = {
    dryRun,
    host,
    region,
    zone: AvailabilityZone,
    source,
    gigabytes: Size,
    type: VolumeType,
    ...priceOf(region, volume),
    ...billedPerformance(volume),
  };
  if (dryRun) {
    show(output);
    return EXIT_CODES.done;
  }
  const price = output.usdMonth === undefined ? 'as much as the volume' : `${output.usdMonth.toFixed(2)} USD`;
  const besides = output.performance === undefined ? '' : `, and its ${output.performance} besides,`;
  await confirm(`Copy ${source} of ${host}? The copy costs ${price} a month${besides} until you delete it.`);
  const tags = { [TAGS.host.name]: host, [TAGS.stage.name]: stage, [TAGS.role.name]: CLONE_ROLE };
  const { Volumes: [copy] = [] } = await ec2.send(
    new CopyVolumesCommand({
      SourceVolumeId: source,
      ...sameKind(volume),
      // Whoever repeats the command within the minute gets the same copy.
      ClientToken: `clone-${source}-${new Date().toISOString().slice(0, 16)}`,
      TagSpecifications: [{ ResourceType: 'volume', Tags: toTagList(tags) }],
    }),
  );
  const volumeId = copy?.VolumeId;
  if (volumeId === undefined)
    throw new CliError('AWS answered without a volume: see the volumes of the host in the EC2 console.');
  show({ ...output, volumeId, remove: shell`aws ec2 delete-volume --region ${region} --volume-id ${volumeId}` });
  return EXIT_CODES.done;
};
