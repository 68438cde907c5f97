import type * as sdk from '@aws-sdk/client-ec2';

import { AwsError, type Operation } from '../operation.ts';
import { matches } from './filters.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';
import { zonesOf } from './subnets.ts';

/** The types of instances of which a region knows, by whether an account on the free plan may run them. */
const TYPES = [
  ['t2.micro', false],
  ['t3.micro', true],
  ['t3.small', true],
  ['t3.medium', false],
  ['t3a.micro', false],
  ['t3a.small', false],
  ['t4g.micro', true],
  ['t4g.small', true],
] as const satisfies readonly (readonly [sdk._InstanceType, boolean])[];

const NO_TAGS = new Map<string, string>();

/** The zones of a region, and the types that AWS offers there: all of them in each zone, but for those withdrawn. */
export const createInstanceTypes = (region: string) => {
  const zones = zonesOf(region);
  const withdrawn = new Set<string>();

  const DescribeAvailabilityZones: Operation<
    sdk.DescribeAvailabilityZonesRequest,
    sdk.DescribeAvailabilityZonesResult
  > = {
    handle: ({ Filters, ZoneNames }) => {
      const isMatch = matches(Filters);
      const unknown = ZoneNames?.find((name) => !zones.includes(name));
      if (unknown !== undefined) throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${unknown}]`);
      return {
        AvailabilityZones: zones
          .filter((zone) => ZoneNames?.includes(zone) ?? true)
          .filter((zone) =>
            isMatch(NO_TAGS, {
              'opt-in-status': ['opt-in-not-required'],
              'region-name': [region],
              state: ['available'],
              'zone-name': [zone],
              'zone-type': ['availability-zone'],
            }),
          )
          .map((zone) => ({
            ZoneName: zone,
            RegionName: region,
            State: 'available' as const,
            ZoneType: 'availability-zone',
            OptInStatus: 'opt-in-not-required' as const,
            Messages: [],
          })),
      };
    },
  };

  const DescribeInstanceTypeOfferings: Operation<
    sdk.DescribeInstanceTypeOfferingsRequest,
    sdk.DescribeInstanceTypeOfferingsResult
  > = {
    handle: ({ Filters, LocationType = 'region', MaxResults, NextToken }) => {
      const isMatch = matches(Filters);
      const places = LocationType === 'region' ? [region] : zones;
      const offerings = TYPES.flatMap(([type]) =>
        places
          .filter((place) => !withdrawn.has(`${type} ${place}`))
          .filter((place) => isMatch(NO_TAGS, { 'instance-type': [type], location: [place] }))
          .map((place) => ({ InstanceType: type, LocationType, Location: place })),
      );
      const page = paginate(offerings, { MaxResults, NextToken }, LIMITS.offeringsPerPage);
      return { InstanceTypeOfferings: [...page.items], NextToken: page.NextToken };
    },
  };

  const DescribeInstanceTypes: Operation<sdk.DescribeInstanceTypesRequest, sdk.DescribeInstanceTypesResult> = {
    handle: ({ Filters, InstanceTypes, MaxResults, NextToken }) => {
      const isMatch = matches(Filters);
      const unknown = InstanceTypes?.find((name) => !TYPES.some(([type]) => type === name));
      if (unknown !== undefined)
        throw new AwsError('InvalidInstanceType', `The following supplied instance types do not exist: [${unknown}]`);
      const types = TYPES.filter(([type]) => InstanceTypes?.some((one) => one === type) ?? true).filter(
        ([type, isFree]) => isMatch(NO_TAGS, { 'free-tier-eligible': [String(isFree)], 'instance-type': [type] }),
      );
      const page = paginate(types, { MaxResults, NextToken, ids: InstanceTypes }, LIMITS.instanceTypesPerPage);
      return {
        InstanceTypes: page.items.map(([type, isFree]) => ({
          InstanceType: type,
          FreeTierEligible: isFree,
        })),
        NextToken: page.NextToken,
      };
    },
  };

  return {
    operations: { DescribeAvailabilityZones, DescribeInstanceTypeOfferings, DescribeInstanceTypes },
    isKnown: (type: string): boolean => TYPES.some(([known]) => known === type),
    isOffered: (type: string, zone: string): boolean => !withdrawn.has(`${type} ${zone}`),
    /** Has AWS no longer offer a type in a zone. */
    withdraw: (type: string, zone: string): void => void withdrawn.add(`${type} ${zone}`),
  };
};

export type InstanceTypes = ReturnType<typeof createInstanceTypes>;
