import type { Instance, InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { describe, expect, it } from 'vitest';

import {
  fromRecordChange,
  toActivity,
  toAttachment,
  toContainerInstance,
  toEc2Instance,
  toElasticIp,
  toHook,
  toRecords,
  toUnmountRequest,
} from '../../../libs/lifecycle/observe/mappers.ts';
import { now, record } from '../../support/host-fixture.ts';

const interfaceAt = (
  DeviceIndex: number,
  NetworkCardIndex: number,
  ...addresses: string[]
): InstanceNetworkInterface => ({
  NetworkInterfaceId: `eni-${DeviceIndex}-${NetworkCardIndex}`,
  Attachment: { DeviceIndex, NetworkCardIndex },
  Ipv6Addresses: addresses.map((Ipv6Address) => ({ Ipv6Address, IsPrimaryIpv6: Ipv6Address.endsWith('p') })),
});

const networkOf = (instance: Instance) => {
  const { ipv6, interfaceId } = toEc2Instance({ InstanceId: 'i-1', ...instance });
  return { ipv6, interfaceId };
};

describe('the network interface of an instance', () => {
  it('is named only where there are several, and is the one of device index 0 on the first network card', () => {
    expect(networkOf({ NetworkInterfaces: [interfaceAt(0, 0, '::1')] })).toEqual({ ipv6: '::1' });
    const NetworkInterfaces = [interfaceAt(1, 0, '::2'), interfaceAt(0, 1, '::3'), interfaceAt(0, 0, '::1')];
    expect(networkOf({ NetworkInterfaces, Ipv6Address: '::2' })).toEqual({ ipv6: '::1', interfaceId: 'eni-0-0' });
  });

  it('has the IPv6 address that is marked as primary, else its first one, else none, whatever another one has', () => {
    expect(networkOf({ NetworkInterfaces: [interfaceAt(0, 0, '::1', '::p')] }).ipv6).toBe('::p');
    expect(networkOf({ NetworkInterfaces: [interfaceAt(0, 0, '::1', '::2')] }).ipv6).toBe('::1');
    expect(networkOf({ NetworkInterfaces: [interfaceAt(0, 0), interfaceAt(1, 0, '::2')] }).ipv6).toBeUndefined();
    expect(networkOf({ Ipv6Address: '::1' }).ipv6).toBe('::1');
    expect(networkOf({}).ipv6).toBeUndefined();
  });
});

describe('a record', () => {
  const values = ['192.0.2.1', '192.0.2.2'];
  const ResourceRecords = values.map((Value) => ({ Value }));

  it('is a plain list of values, under its name in small letters and without the final dot', () => {
    expect(toRecords({ Name: 'Blog.Example.com.', Type: 'A', TTL: 60, ResourceRecords })).toEqual([
      { name: 'blog.example.com', type: 'A', ttlSeconds: 60, values },
    ]);
  });

  it.each([
    ['an alias', { Type: 'A', AliasTarget: { HostedZoneId: 'Z2', DNSName: 'x.', EvaluateTargetHealth: false } }],
    ['part of a routing policy', { Type: 'A', SetIdentifier: 'one', Weight: 1, TTL: 60, ResourceRecords }],
    ['a CNAME', { Type: 'CNAME', TTL: 60, ResourceRecords }],
  ] satisfies (readonly [string, Omit<ResourceRecordSet, 'Name'>])[])('that is %s is special', (special, set) => {
    expect(toRecords({ Name: 'blog.example.com.', ...set })).toMatchObject([{ special }]);
  });

  it.each(['MX', 'NS', 'CAA'] as const)('of another type says nothing about where a name leads: %s', (Type) => {
    expect(toRecords({ Name: 'example.com.', Type, TTL: 60, ResourceRecords })).toEqual([]);
  });

  it('is deleted with its exact values, and created, never overwritten', () => {
    const [before, after] = [record({ values: [...values], ttlSeconds: 300 }), record()];
    const sets = [before, after].map(({ name, type, ttlSeconds, values: own }) => ({
      Name: name,
      Type: type,
      TTL: ttlSeconds,
      ResourceRecords: own.map((Value) => ({ Value })),
    }));
    expect(fromRecordChange({ before, after })).toEqual([
      { Action: 'DELETE', ResourceRecordSet: sets[0] },
      { Action: 'CREATE', ResourceRecordSet: sets[1] },
    ]);
    expect(fromRecordChange({ before })).toEqual([{ Action: 'DELETE', ResourceRecordSet: sets[0] }]);
    expect(fromRecordChange({ after })).toEqual([{ Action: 'CREATE', ResourceRecordSet: sets[1] }]);
    expect(fromRecordChange({})).toEqual([]);
  });
});

describe('an activity', () => {
  const launch = {
    ActivityId: 'a',
    AutoScalingGroupName: 'blog-group',
    Description: 'Launching a new EC2 instance: i-1',
    Cause: 'At 2026-11-14T11:00:00Z a user request changing the desired capacity from 0 to 1.',
    StatusCode: 'Failed',
    StatusMessage: ' no capacity ',
    StartTime: now,
    EndTime: now,
  } as const;

  it('is a launch or a termination, with what became of it, and since when it was wanted', () => {
    expect(toActivity(launch)).toEqual({
      isLaunch: true,
      status: 'Failed',
      message: 'no capacity',
      startedAt: now,
      endedAt: now,
      wantedSince: new Date('2026-11-14T11:00:00Z'),
    });
    expect(toActivity({ ...launch, Description: 'Terminating EC2 instance: i-1' }).isLaunch).toBe(false);
  });

  it('has no message that is empty, and is not wanted by a change that is none from zero', () => {
    const { EndTime: _, ...unfinished } = launch;
    const Cause = 'At 2026-11-14T11:00:00Z a user request changing the desired capacity from 1 to 2.';
    expect(toActivity({ ...unfinished, StatusMessage: ' ', Cause })).toEqual({
      isLaunch: true,
      status: 'Failed',
      startedAt: now,
    });
  });
});

describe('what AWS leaves out', () => {
  it('never counts as done', () => {
    expect(toUnmountRequest({})).toEqual({ status: 'unknown', requestedAt: new Date(0) });
    expect(toContainerInstance({})).toEqual({ arn: '', status: 'unknown', runningTasks: 0 });
    expect(toAttachment({})).toEqual({ instanceId: '', state: 'unknown', attachTime: new Date(0) });
    expect(toElasticIp({})).toEqual({ allocationId: '', ip: '' });
    expect(toHook({})).toEqual({ name: '', transition: '', heartbeatSeconds: 0, defaultResult: '' });
    expect(toHook({ NotificationMetadata: 'blog' })).toMatchObject({ metadata: 'blog' });
  });
});
