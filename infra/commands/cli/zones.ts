import {
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  type DescribeInstanceTypeOfferingsCommandOutput,
  type EC2Client,
} from '@aws-sdk/client-ec2';

import { paginate } from '../../../libs/aws/pagination.ts';

/** The availability zones of the client's region that the account can use, without local zones, in the order of their names. */
const listZones = async (ec2: Pick<EC2Client, 'send'>): Promise<readonly string[]> => {
  const Filters = [
    { Name: 'zone-type', Values: ['availability-zone'] },
    { Name: 'state', Values: ['available'] },
  ];
  const { AvailabilityZones = [] } = await ec2.send(new DescribeAvailabilityZonesCommand({ Filters }));
  return AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []).toSorted();
};

/**
 * The zones of the client's region in which an instance of this type can be had; none for a type that there is not.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypeOfferings.html
 */
export const zonesOffering = async (ec2: Pick<EC2Client, 'send'>, type: string): Promise<readonly string[]> => {
  const [zones, pages] = await Promise.all([
    listZones(ec2),
    paginate<DescribeInstanceTypeOfferingsCommandOutput, string>(
      (NextToken) =>
        ec2.send(
          new DescribeInstanceTypeOfferingsCommand({
            LocationType: 'availability-zone',
            Filters: [{ Name: 'instance-type', Values: [type] }],
            NextToken,
          }),
        ),
      ({ NextToken }) => NextToken,
    ),
  ]);
  const offering = new Set(
    pages.flatMap(({ InstanceTypeOfferings = [] }) => InstanceTypeOfferings.map(({ Location }) => Location)),
  );
  return zones.filter((zone) => offering.has(zone));
};
