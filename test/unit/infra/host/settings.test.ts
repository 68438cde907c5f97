import { describe, expect, it } from 'vitest';

import { hostProblems } from '../../../../infra/host/problems.ts';
import { MINIMAL } from '../../../support/stage-host-fixture.ts';

const problemsOf = (settings: object) => hostProblems({ ...MINIMAL, ...settings }, ['us-east-1', 'eu-central-1']);

describe('the settings of a host', () => {
  it('are complete with a name, a domain and two zones', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each([
    [{ name: undefined }, 'The setting host.name is missing. Give it like this: name: blog'],
    [{ zones: undefined }, 'The setting host.zones is missing. Give it like this: zones: [us-east-1a, us-east-1b]'],
    [
      { name: 'Blog' },
      'The setting host.name is not a name of 2 to 30 lower-case letters, digits and hyphens. Give it like this: name: blog',
    ],
    [{ instancetype: 't3.nano' }, 'There is no setting host.instancetype. Did you mean instanceType?'],
    [{ domain: 'example' }, 'The setting host.domain is not a DNS name. Give it like this: domain: example.com'],
    [
      { records: ['www.example.org'] },
      'The setting host.records has www.example.org, which is not in the zone example.com. Give it like this: records: [www.example.com]',
    ],
    [
      { zones: ['eu-central-1a', 'eu-central-1a'] },
      'The setting host.zones has eu-central-1a twice. Give it like this: zones: [eu-central-1a, eu-central-1b]',
    ],
    [
      { zones: ['eu-central-1a', 'us-east-1b'] },
      'The setting host.zones has zones of two regions: eu-central-1a and us-east-1b. Give it like this: zones: [eu-central-1a, eu-central-1b]',
    ],
    [
      { zones: ['eu-west-1a', 'eu-west-1b'] },
      'The setting host.zones has eu-west-1a, which is in none of the regions in hostRegions (us-east-1, eu-central-1). Give it like this: zones: [us-east-1a, us-east-1b]',
    ],
    [
      { zones: ['eu-central-1a'] },
      'The setting host.zones is not a list of two zones. Give it like this: zones: [us-east-1a, us-east-1b]',
    ],
    [
      { vpcCidr: '10.0.0.0/29' },
      'The setting host.vpcCidr is not an IPv4 range of /16 to /28. Give it like this: vpcCidr: 10.0.0.0/27',
    ],
    [
      { vpcCidr: '10.1.0.0/27', subnetCidrs: ['10.1.0.0/28', '10.0.0.16/28'] },
      'The setting host.subnetCidrs has 10.0.0.16/28, which is not inside host.vpcCidr (10.1.0.0/27). Give them like this: subnetCidrs: [10.0.0.0/28, 10.0.0.16/28]',
    ],
    [
      { vpcCidr: '10.0.0.0/26', subnetCidrs: ['10.0.0.0/27', '10.0.0.16/28'] },
      'The setting host.subnetCidrs has ranges that overlap: 10.0.0.0/27 and 10.0.0.16/28. Give them like this: subnetCidrs: [10.0.0.0/28, 10.0.0.16/28]',
    ],
    [
      { keyName: 'mine' },
      'The settings host.adminCidr and host.keyName have no effect without each other. Give both, or neither: Session Manager needs none.',
    ],
    [
      { instanceType: 't3.nano' },
      'The setting host.memoryMegabytes reserves 768 MB, and t3.nano has 350 MB for containers. Give it like this: memoryMegabytes: { nginx: 64, web: 320, mysql: 384 }, or take a larger type: instanceType: t3.small',
    ],
    [
      { memoryMegabytes: { nginx: 64, web: 400, mysql: 384 } },
      'The setting host.memoryMegabytes reserves 848 MB, and t3.micro has 800 MB for containers. Give it like this: memoryMegabytes: { nginx: 64, web: 320, mysql: 384 }, or take a larger type: instanceType: t3.small',
    ],
    [
      { spotTypes: ['t3.micro', 't4g.micro'] },
      'The setting host.spotTypes has t4g.micro, which has another architecture than t3.micro. Give it like this: spotTypes: [t3.micro]',
    ],
    [
      { instanceType: 't2.micro' },
      'The setting host.instanceType or host.spotTypes has t2.micro, which runs on Xen, where a new data volume is not formatted. Give it like this: instanceType: t3.micro, or name a volume with data: volumeId: vol-0123456789abcdef0',
    ],
    [
      { database: 'external' },
      'An external database needs the settings host.databaseHost and host.databaseSecretArn. Give them like this: databaseHost: db.example.com',
    ],
    [
      { volumeId: 'snap-0123456789abcdef0' },
      'The setting host.volumeId is not the id of a volume. Give it like this: volumeId: vol-0123456789abcdef0',
    ],
    [
      { memoryMegabytes: { nginx: 64, web: 320, mysql: 1 } },
      'The setting host.memoryMegabytes.mysql is below 200 MB. Give it like this: memoryMegabytes: { nginx: 64, web: 320, mysql: 384 }',
    ],
  ])('are refused, with an example: %o', (settings, problem) => {
    expect(problemsOf(settings)).toEqual([problem]);
  });

  it('that are no map at all are refused', () => {
    expect(hostProblems('blog', ['us-east-1'])).toEqual([
      'The section host is not a map of settings. docs/reference/parameters.md lists them.',
    ]);
  });
});
