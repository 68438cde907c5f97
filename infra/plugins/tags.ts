/** The property with the tags of each type of resource; `null` for types that have no tags. A type that is not here is refused. */
export const TAG_PROPERTIES: Readonly<Record<string, 'Tags' | 'ResourceTags' | null>> = {
  'AWS::Budgets::Budget': 'ResourceTags',
  'AWS::CloudWatch::Alarm': 'Tags',
  'AWS::Events::Rule': 'Tags',
  'AWS::IAM::Role': 'Tags',
  'AWS::Lambda::EventInvokeConfig': null,
  'AWS::Lambda::Function': 'Tags',
  'AWS::Lambda::Permission': null,
  'AWS::Logs::LogGroup': 'Tags',
  'AWS::S3::Bucket': 'Tags',
  'AWS::S3::BucketPolicy': null,
  'AWS::SNS::Subscription': null,
  'AWS::SNS::Topic': 'Tags',
  'AWS::SNS::TopicPolicy': null,
  'AWS::SQS::Queue': 'Tags',
  'AWS::SQS::QueuePolicy': null,
};

/** The parts of a resource in a CloudFormation template that are used here. */
interface Resource {
  readonly Type: string;
  Properties?: Record<string, unknown>;
}

/** Tags every resource that can have tags. Throws a TypeError on a type that {@link TAG_PROPERTIES} lacks. */
export const tagAll = (resources: Readonly<Record<string, Resource>>, tags: Readonly<Record<string, string>>): void => {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  for (const [name, resource] of Object.entries(resources)) {
    const property = TAG_PROPERTIES[resource.Type];
    if (property === undefined) {
      throw new TypeError(
        `${name}: add to infra/plugins/tags.ts which property has the tags of ${resource.Type}, or null.`,
      );
    }
    if (property !== null) resource.Properties = { ...resource.Properties, [property]: list };
  }
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: {
    readonly provider: {
      readonly tags: Readonly<Record<string, string>>;
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
