import * as z from 'zod/mini';

import { ACCOUNT } from '../operation.ts';
import type { StackResource } from '../template.ts';
import { type Creator, type StackContext, tagList, tagsIn } from './creator.ts';
import { createGroup, updateGroup } from './group.ts';
import { createService } from './service.ts';

const volume = z.object({ AvailabilityZone: z.string(), Size: z.number(), Tags: tagList });

const subnet = z.object({ AvailabilityZone: z.string(), VpcId: z.string() });

const securityGroup = z.object({
  SecurityGroupIngress: z.array(
    z.object({
      IpProtocol: z.string(),
      FromPort: z.number(),
      ToPort: z.number(),
      CidrIp: z.optional(z.string()),
    }),
  ),
});

const repository = z.object({ ImageTagMutability: z.enum(['IMMUTABLE', 'MUTABLE']) });

/** Without a method of update, another content needs another name. */
const document = z.strictObject({
  Name: z.string(),
  DocumentType: z.literal('Command'),
  DocumentFormat: z.literal('JSON'),
  Content: z.unknown(),
  Tags: tagList,
});

const secret = z.object({
  Name: z.string(),
  GenerateSecretString: z.object({ GenerateStringKey: z.optional(z.string()) }),
});

const launchTemplate = z.object({
  LaunchTemplateData: z.object({
    ImageId: z.optional(z.string()),
    UserData: z.optional(z.string()),
    IamInstanceProfile: z.optional(z.object({ Arn: z.string() })),
  }),
});

const instanceProfile = z.object({ Roles: z.tuple([z.string()]) });

/** What a launch template gives an instance that is launched by itself. Groups read theirs by themselves. */
const readTemplate = ({ properties }: StackResource, { find }: StackContext) => {
  const { ImageId: image, UserData, IamInstanceProfile } = z.parse(launchTemplate, properties).LaunchTemplateData;
  const userData = Buffer.from(UserData ?? '', 'base64').toString();
  const profile = IamInstanceProfile && find(IamInstanceProfile.Arn);
  return {
    image,
    launches: {
      launchData: { userData, securityGroupIds: [], tags: {} },
      ...(profile && { role: `arn:aws:iam::${ACCOUNT}:role/${z.parse(instanceProfile, profile.properties).Roles[0]}` }),
    },
  };
};

/** The types of resources that a deployment creates. */
export const CREATORS: Readonly<Record<string, Creator>> = {
  'AWS::AutoScaling::AutoScalingGroup': { create: createGroup, update: updateGroup },
  'AWS::EC2::LaunchTemplate': {
    create: (resource, context) => {
      const { image, launches } = readTemplate(resource, context);
      context.region.ec2.launchTemplates.add(resource.physicalId, image, launches);
    },
    // The group reads the rest of its new version.
    update: ({ after }, context) => {
      const { image, launches } = readTemplate(after, context);
      context.region.ec2.launchTemplates.addVersion(after.physicalId, image, launches);
    },
  },
  'AWS::EC2::SecurityGroup': {
    create: ({ physicalId, properties }, { region }) =>
      region.ec2.securityGroups.add(
        physicalId,
        z.parse(securityGroup, properties).SecurityGroupIngress.map((rule) => ({
          protocol: rule.IpProtocol,
          fromPort: rule.FromPort,
          toPort: rule.ToPort,
          cidr: rule.CidrIp,
        })),
      ),
  },
  'AWS::EC2::Subnet': {
    create: ({ physicalId, properties }, { region }) => {
      const { AvailabilityZone: zone, VpcId: vpcId } = z.parse(subnet, properties);
      region.ec2.subnets.add({ subnetId: physicalId, zone, vpcId });
    },
  },
  'AWS::EC2::Volume': {
    create: ({ physicalId, properties }, { region }) => {
      const { AvailabilityZone, Size: gigabytes, Tags } = z.parse(volume, properties);
      region.ec2.volumes.create(AvailabilityZone, tagsIn(Tags), physicalId, { gigabytes });
    },
  },
  'AWS::ECR::Repository': {
    create: ({ physicalId, properties }, { region }) => {
      const { ImageTagMutability } = z.parse(repository, properties);
      region.ecr.add(physicalId, ImageTagMutability);
    },
  },
  'AWS::ECS::Cluster': { create: ({ physicalId }, { region }) => region.ecs.createCluster(physicalId) },
  'AWS::ECS::Service': { create: createService },
  'AWS::SSM::Document': {
    create: ({ physicalId, properties }, { region }) =>
      region.ssm.documents.put(physicalId, z.parse(document, properties).Content),
  },
  'AWS::SecretsManager::Secret': {
    create: ({ properties }, { region }) => {
      const { Name, GenerateSecretString } = z.parse(secret, properties);
      const value = 'generated';
      const key = GenerateSecretString.GenerateStringKey;
      region.secretsManager.add(Name, key === undefined ? value : JSON.stringify({ [key]: value }));
    },
  },
  'AWS::Route53::HostedZone': {
    create: ({ physicalId, properties }, { route53 }) =>
      route53.createZone(physicalId, z.parse(z.object({ Name: z.string() }), properties).Name),
  },
};
