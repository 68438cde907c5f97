import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ECS_IMAGES } from '../host/ecs-image.ts';
import { manageInstance, pullFrom } from '../host/instance-role.ts';
import { ref, type Resources, type StageHost } from '../host/resource.ts';
import { renderRole } from '../iam/model.ts';
import { arn, sub } from '../iam/resources.ts';

/** The launch templates, by the architecture of the image. */
export const DRILL_TEMPLATES = { x86_64: 'DrillTemplate', arm64: 'DrillTemplateArm' } as const;

/** What the instance of a drill may do: answer Systems Manager, and pull the image of a database. It can read no parameter. */
const drillInstancePolicies = [
  manageInstance,
  pullFrom(arn('ecr', 'repository/*'), 'Pulls the image of the database, of whatever repository the host has it.'),
];

/**
 * What an instance of a drill is, whatever host it is for. The function adds the type, the subnet and the snapshot. The image
 * has a name that EC2 resolves at the launch, so that it is AWS's newest.
 */
const launchTemplate = (image: string) => ({
  Type: 'AWS::EC2::LaunchTemplate',
  Properties: {
    LaunchTemplateData: {
      ImageId: image,
      IamInstanceProfile: { Arn: sub('${DrillProfile.Arn}') },
      InstanceInitiatedShutdownBehavior: 'terminate',
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled' },
      // Without credits of its own, an instance that has just started would have a tenth of a CPU.
      CreditSpecification: { CpuCredits: 'unlimited' },
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeType: 'gp3', DeleteOnTermination: true } }],
      UserData: { 'Fn::Base64': readFileSync(join(import.meta.dirname, 'user-data.sh'), 'utf8') },
    },
  },
});

/** In the VPC of the stage's own host; in any other, an instance of a drill has the VPC's default group. */
const securityGroup = (): Resources => ({
  DrillSecurityGroup: {
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      VpcId: ref('Vpc'),
      GroupDescription: 'Nothing in, everything out, for drills',
      SecurityGroupIngress: [],
      SecurityGroupEgress: [
        { IpProtocol: '-1', CidrIp: '0.0.0.0/0' },
        { IpProtocol: '-1', CidrIpv6: '::/0' },
      ],
    },
  },
});

/** What drills need in every stage, and the security group of one with a host. Nothing of it costs anything. */
export const drillResources = (host: StageHost | undefined): Resources => ({
  DrillRole: renderRole('ec2.amazonaws.com', drillInstancePolicies),
  DrillProfile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref('DrillRole')] } },
  [DRILL_TEMPLATES.x86_64]: launchTemplate(ECS_IMAGES.x86_64),
  [DRILL_TEMPLATES.arm64]: launchTemplate(ECS_IMAGES.arm64),
  ...(host && securityGroup()),
});
