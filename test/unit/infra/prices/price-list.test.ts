import { describe, expect, it } from 'vitest';

import { collectPrices, readPriceList } from '../../../../infra/prices/price-list.ts';

/** The lines at the start of every price list, as AWS publishes them. */
const PREAMBLE = `"FormatVersion","v1.0"
"Disclaimer","This pricing list is for informational purposes only. All prices are subject to the additional terms included in the pricing pages on http://aws.amazon.com. All Free Tier prices are also subject to the terms included at https://aws.amazon.com/free/"
"Publication Date","2026-10-07T22:53:08Z"
"Version","20261007225308"`.split('\n');

/** The columns that matter, and some of the others; the list of EC2 has about a hundred. */
const TITLES =
  '"SKU","OfferTermCode","RateCode","TermType","PriceDescription","EffectiveDate","StartingRange","EndingRange","Unit","PricePerUnit","Currency","RelatedTo","LeaseContractLength","PurchaseOption","OfferingClass","Product Family","serviceCode","Location","Location Type","Instance Type","Memory","Volume Type","Tenancy","Operating System","License Model","usageType","operation","CapacityStatus","Pre Installed S/W","Region Code"';

const list = (offer: string, rows: readonly string[]) => [...PREAMBLE, `"OfferCode","${offer}"`, TITLES, ...rows];

/** A row of the list of EC2 about an instance. */
const instance = (type: string, usd: string, changes: Readonly<Record<string, string>> = {}): string => {
  const { term = 'OnDemand', tenancy = 'Shared', system = 'Linux', software = 'NA', capacity = 'Used' } = changes;
  const place = changes['place'] ?? 'AWS Region';
  return `"SKU1","JRTCKXETXF","SKU1.JRTCKXETXF.6YS6EN2CT7","${term}","$${usd} per On Demand ${system} ${type} Instance Hour","2026-10-01","0","Inf","Hrs","${usd}","USD",,,,,"Compute Instance","AmazonEC2","EU (Frankfurt)","${place}","${type}","1 GiB",,"${tenancy}","${system}","No License required","EUC1-BoxUsage:${type}","RunInstances","${capacity}","${software}","eu-central-1"`;
};

/** A row about a usage that has no type of instance. */
const usage = (family: string, type: string, usd: string, from = '0', term = 'OnDemand'): string =>
  `"SKU2","JRTCKXETXF","SKU2.JRTCKXETXF.6YS6EN2CT7","${term}","$${usd} per GB-month of ""General Purpose, gp3"" storage - EU (Frankfurt)","2026-10-01","${from}","Inf","GB-Mo","${usd}","USD","","","","","${family}","AmazonEC2","EU (Frankfurt)","AWS Region","","","General Purpose","","","","${type}","","","","eu-central-1"`;

const EC2 = list('AmazonEC2', [
  instance('t3.micro', '0.0120000000'),
  instance('t3.micro', '0.0130000000', { tenancy: 'Dedicated' }),
  instance('t3.micro', '0.0212000000', { system: 'Windows' }),
  instance('t3.micro', '0.0700000000', { software: 'SQL Web' }),
  instance('t3.micro', '0.0000000000', { capacity: 'AllocatedCapacityReservation' }),
  instance('t3.micro', '0.0080000000', { term: 'Reserved' }),
  instance('t3.micro', '0.0200000000', { place: 'AWS Local Zone' }),
  instance('m5.large', '0.1150000000'),
  instance('t4g.nano', '0.0048000000'),
  usage('Storage', 'EUC1-EBS:VolumeUsage.gp3', '0.0952000000'),
  usage('Storage', 'EUC1-EBS:VolumeUsage.gp2', '0.1190000000'),
  usage('Storage', 'EUC1-EBS:VolumeUsage.st1', '0.0540000000'),
  usage('Storage Snapshot', 'EUC1-EBS:SnapshotUsage', '0.0540000000'),
  usage('Storage Snapshot', 'EUC1-EBS:SnapshotArchiveStorage', '0.0135000000'),
]);

const VPC = list('AmazonVPC', [
  usage('VpcIpAddress', 'EUC1-PublicIPv4:IdleAddress', '0.0060000000'),
  usage('VpcIpAddress', 'EUC1-PublicIPv4:InUseAddress', '0.0050000000'),
]);

const ECR = list('AmazonECR', [
  usage('EC2 Container Registry', 'EUC1-TimedStorage-ByteHrs', '0.1000000000'),
  usage('EC2 Container Registry', 'EUC1-TimedStorage-ByteHrs', '0.0900000000', '51200'),
]);

const read = async (...lists: readonly (readonly string[])[]) => {
  const found = [];
  for (const lines of lists) {
    for await (const price of readPriceList(lines)) found.push(price);
  }
  return collectPrices(found);
};

describe('the price lists of AWS', () => {
  it('have the prices of a region: Linux on demand, shared, in the region itself, and the first step of each', async () => {
    expect(await read(EC2, VPC, ECR)).toEqual({
      instanceHour: { 't3.micro': 0.012, 't4g.nano': 0.0048 },
      volumeGbMonth: { gp2: 0.119, gp3: 0.0952 },
      snapshotGbMonth: 0.054,
      publicIpv4Hour: 0.005,
      registryGbMonth: 0.1,
      unconfirmed: [],
    });
  });

  it('have usage without a prefix in us-east-1', async () => {
    const [ec2, vpc, ecr] = [EC2, VPC, ECR].map((lines) => lines.map((line) => line.replaceAll('EUC1-', '')));
    expect(await read(ec2 ?? [], vpc ?? [], ecr ?? [])).toMatchObject({ publicIpv4Hour: 0.005, registryGbMonth: 0.1 });
  });

  it('make no file where one of them lacks a price', async () => {
    await expect(read(EC2, VPC)).rejects.toThrow('registryGbMonth');
  });
});
