import type { Facts } from '../../libs/restore/request/model.ts';
import { hostFixture, now, zone } from './host-fixture.ts';
import { snapshotOf, volumeOf } from './restore-plan-fixture.ts';

/** A subnet in a zone. */
export const subnet = (name: string, inZone: string, vpc = 'vpc-01') => ({
  subnetId: `subnet-${name}`,
  zone: inZone,
  vpc,
});

/** What a request is decided on: a host in a subnet of its own, and another zone that it may move to. */
export const facts = (overrides: Partial<Facts> = {}): Facts => {
  const host = { ...hostFixture(), subnets: ['subnet-0a'] };
  return {
    host,
    hosts: [host],
    volumes: [volumeOf()],
    snapshots: [snapshotOf()],
    copies: { region: '', snapshots: [] },
    subnets: [subnet('0a', zone), subnet('0b', 'eu-central-1b')],
    allowedSubnets: ['subnet-0b'],
    now,
    ...overrides,
  };
};
