import type { Instance, InstanceNetworkInterface } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';

import { toEc2Instance } from '../../../libs/lifecycle/observe/mappers.ts';

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
