/** Tags by their names. */
type Tags = Readonly<Record<string, string>>;

/** How a type of resource takes tags: given those that it has, with more. */
type Shape = (properties: Readonly<Record<string, unknown>>, tags: Tags) => Readonly<Record<string, unknown>>;

const entriesOf = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** A list of tags with more, where it does not have their keys: the framework tags functions by itself. */
const withTags = (value: unknown, tags: Tags): readonly unknown[] => {
  const own = arrayOf(value);
  const keys = new Set(own.filter(isRecord).map(({ Key }) => Key));
  return [...own, ...entriesOf(tags).filter(({ Key }) => !keys.has(Key))];
};

/** A list of keys and values in a property. */
const list =
  (property: string): Shape =>
  (properties, tags) => ({ [property]: withTags(properties[property], tags) });

/** The same, where each tag also says whether the instances of a group get it. */
const ofGroup: Shape = ({ Tags }, tags) => ({
  Tags: [...arrayOf(Tags), ...entriesOf(tags).map((tag) => Object.assign({ PropagateAtLaunch: false }, tag))],
});

/** What a launch template makes: an instance, its volumes and its network interface have no tags but these. */
const LAUNCHED = ['instance', 'volume', 'network-interface'];

const ofLaunchTemplate: Shape = ({ LaunchTemplateData }, tags) => {
  const data = isRecord(LaunchTemplateData) ? LaunchTemplateData : {};
  const existing = arrayOf(data['TagSpecifications']).filter(isRecord);
  const specifications = LAUNCHED.map((ResourceType) => {
    const own = existing.find((specification) => specification['ResourceType'] === ResourceType);
    return { ResourceType, Tags: withTags(own?.['Tags'], tags) };
  });
  return {
    LaunchTemplateData: { ...data, TagSpecifications: specifications },
    TagSpecifications: [{ ResourceType: 'launch-template', Tags: entriesOf(tags) }],
  };
};

const TAGS = list('Tags');

/** How each type of resource takes tags; `null` for types that have none. A type that is not here is refused. */
export const TAG_SHAPES: Readonly<Record<string, Shape | null>> = {
  'AWS::AutoScaling::AutoScalingGroup': ofGroup,
  'AWS::Budgets::Budget': list('ResourceTags'),
  'AWS::CloudWatch::Alarm': TAGS,
  'AWS::EC2::InternetGateway': TAGS,
  'AWS::EC2::LaunchTemplate': ofLaunchTemplate,
  'AWS::EC2::Route': null,
  'AWS::EC2::RouteTable': TAGS,
  'AWS::EC2::SecurityGroup': TAGS,
  'AWS::EC2::Subnet': TAGS,
  'AWS::EC2::SubnetRouteTableAssociation': null,
  'AWS::EC2::VPC': TAGS,
  'AWS::EC2::VPCCidrBlock': null,
  'AWS::EC2::VPCGatewayAttachment': null,
  'AWS::EC2::Volume': TAGS,
  'AWS::ECR::Repository': TAGS,
  'AWS::ECS::CapacityProvider': TAGS,
  'AWS::ECS::Cluster': TAGS,
  'AWS::ECS::ClusterCapacityProviderAssociations': null,
  'AWS::ECS::Service': TAGS,
  'AWS::ECS::TaskDefinition': TAGS,
  'AWS::Events::Rule': TAGS,
  'AWS::IAM::Group': null,
  'AWS::IAM::InstanceProfile': null,
  'AWS::IAM::Role': TAGS,
  'AWS::IAM::UserToGroupAddition': null,
  'AWS::Lambda::EventInvokeConfig': null,
  'AWS::Lambda::Function': TAGS,
  'AWS::Lambda::Permission': null,
  'AWS::Logs::LogGroup': TAGS,
  'AWS::Rbin::Rule': TAGS,
  'AWS::Route53::HostedZone': list('HostedZoneTags'),
  'AWS::S3::Bucket': TAGS,
  'AWS::S3::BucketPolicy': null,
  'AWS::SNS::Subscription': null,
  'AWS::SNS::Topic': TAGS,
  'AWS::SNS::TopicPolicy': null,
  'AWS::SQS::Queue': TAGS,
  'AWS::SQS::QueuePolicy': null,
  'AWS::SSM::Document': TAGS,
  'AWS::Scheduler::Schedule': null,
  'AWS::SecretsManager::Secret': TAGS,
};

/** The parts of a resource in a CloudFormation template that are used here. */
interface Resource {
  readonly Type: string;
  Properties?: Record<string, unknown>;
}

/**
 * Tags every resource that can have tags, beside the tags of its own.
 * Throws a TypeError on a type that {@link TAG_SHAPES} lacks.
 */
export const tagAll = (resources: Readonly<Record<string, Resource>>, tags: Tags): void => {
  for (const [name, resource] of Object.entries(resources)) {
    const shape = TAG_SHAPES[resource.Type];
    if (shape === undefined) {
      throw new TypeError(
        `${name}: add to infra/plugins/tags.ts which property has the tags of ${resource.Type}, or null.`,
      );
    }
    const { Properties = {} } = resource;
    if (shape !== null) resource.Properties = { ...Properties, ...shape(Properties, tags) };
  }
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: {
    readonly provider: {
      readonly tags: Tags;
      readonly compiledCloudFormationTemplate: { readonly Resources: Readonly<Record<string, Resource>> };
    };
  };
}

/**
 * Puts `provider.tags` on every resource. The framework puts them on functions only, and stack tags do not reach every
 * type by themselves. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html
 */
export default class TagsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const { compiledCloudFormationTemplate, tags } = service.provider;
        tagAll(compiledCloudFormationTemplate.Resources, tags);
      },
    };
  }
}
