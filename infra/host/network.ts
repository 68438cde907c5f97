import { type Resources, hostName, hostTag, ref, type StageHost } from './resource.ts';

/** The parameters of the template that have the names of the zones. */
const ZONES = ['FirstZone', 'SecondZone'] as const;

/**
 * The zones as parameters of the template: CloudFormation then refuses a zone that the account lacks before it creates
 * anything. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
 */
export const zoneParameters = ({ settings }: StageHost) =>
  Object.fromEntries(
    ZONES.map((name, index) => [name, { Type: 'AWS::EC2::AvailabilityZone::Name', Default: settings.zones[index] }]),
  );

/** The logical ids of the subnets, in the order of the zones. */
export const SUBNETS = ['FirstSubnet', 'SecondSubnet'] as const;

/** The zone of the data volume, the group and the first subnet. */
export const FIRST_ZONE = ref(ZONES[0]);

const tags = (host: StageHost) => [hostTag(host), { Key: 'Name', Value: hostName(host) }];

/** IPv6: a range of Amazon's for the VPC, the first two /64 of it for the subnets, and the way out. */
const ipv6 = ({ settings }: StageHost): Resources =>
  settings.ipv6
    ? {
        VpcIpv6Cidr: {
          Type: 'AWS::EC2::VPCCidrBlock',
          Properties: { VpcId: ref('Vpc'), AmazonProvidedIpv6CidrBlock: true },
        },
        Ipv6Route: {
          Type: 'AWS::EC2::Route',
          DependsOn: 'GatewayAttachment',
          Properties: {
            RouteTableId: ref('RouteTable'),
            DestinationIpv6CidrBlock: '::/0',
            GatewayId: ref('InternetGateway'),
          },
        },
      }
    : {};

const subnet = (host: StageHost, index: 0 | 1): Resources => {
  const { subnetCidrs } = host.settings;
  const id = SUBNETS[index];
  return {
    [id]: {
      Type: 'AWS::EC2::Subnet',
      ...(host.settings.ipv6 && { DependsOn: 'VpcIpv6Cidr' }),
      Properties: {
        VpcId: ref('Vpc'),
        AvailabilityZone: ref(ZONES[index]),
        CidrBlock: subnetCidrs[index],
        MapPublicIpOnLaunch: true,
        ...(host.settings.ipv6 && {
          AssignIpv6AddressOnCreation: true,
          Ipv6CidrBlock: {
            'Fn::Select': [
              index,
              { 'Fn::Cidr': [{ 'Fn::Select': [0, { 'Fn::GetAtt': ['Vpc', 'Ipv6CidrBlocks'] }] }, 2, 64] },
            ],
          },
        }),
        Tags: tags(host),
      },
    },
    [`${id}Routes`]: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { SubnetId: ref(id), RouteTableId: ref('RouteTable') },
    },
  };
};

/** Every address of IPv4 and of IPv6. */
const EVERYWHERE = [{ CidrIp: '0.0.0.0/0' }, { CidrIpv6: '::/0' }] as const;

const open = (port: number, description: string) =>
  EVERYWHERE.map((range) =>
    Object.assign({ IpProtocol: 'tcp', FromPort: port, ToPort: port, Description: description }, range),
  );

const ssh = ({ settings }: StageHost) =>
  settings.adminCidr === ''
    ? []
    : [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, Description: 'SSH', CidrIp: settings.adminCidr }];

/**
 * A VPC with a public subnet in each of two zones, and a firewall that lets in HTTP and HTTPS alone.
 * https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
export const network = (host: StageHost): Resources => ({
  Vpc: {
    Type: 'AWS::EC2::VPC',
    Properties: {
      CidrBlock: host.settings.vpcCidr,
      EnableDnsSupport: true,
      EnableDnsHostnames: true,
      Tags: tags(host),
    },
  },
  InternetGateway: { Type: 'AWS::EC2::InternetGateway', Properties: { Tags: tags(host) } },
  GatewayAttachment: {
    Type: 'AWS::EC2::VPCGatewayAttachment',
    Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('InternetGateway') },
  },
  RouteTable: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc'), Tags: tags(host) } },
  DefaultRoute: {
    Type: 'AWS::EC2::Route',
    DependsOn: 'GatewayAttachment',
    Properties: {
      RouteTableId: ref('RouteTable'),
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: ref('InternetGateway'),
    },
  },
  ...ipv6(host),
  ...subnet(host, 0),
  ...subnet(host, 1),
  SecurityGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      VpcId: ref('Vpc'),
      GroupDescription: 'HTTP and HTTPS in, everything out',
      SecurityGroupIngress: [...open(80, 'HTTP'), ...open(443, 'HTTPS'), ...ssh(host)],
      SecurityGroupEgress: EVERYWHERE.map((range) => Object.assign({ IpProtocol: '-1' }, range)),
      Tags: tags(host),
    },
  },
});
