/** The parts of a resource in a CloudFormation template that are used here. */
interface Resource {
  readonly Type: string;
  readonly Properties?: { readonly PolicyDocument?: { readonly Statement: readonly { Condition?: object }[] } };
}

/** The parts of a CloudFormation template that are used here. */
interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: { readonly provider: { readonly compiledCloudFormationTemplate: Template } };
}

/**
 * Lets the rules of the stack, and no others, send to the dead-letter queue what they cannot deliver. The framework names the
 * rules, so they are listed when it has. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
const admitRules = ({ Resources }: Template): void => {
  const rules = Object.entries(Resources).flatMap(([id, { Type }]) => (Type === 'AWS::Events::Rule' ? [id] : []));
  const arns = rules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
  for (const statement of Resources['DeadLetterQueuePolicy']?.Properties?.PolicyDocument?.Statement ?? []) {
    statement.Condition = { ArnEquals: { 'aws:SourceArn': arns } };
  }
};

/** Completes the policy of the dead-letter queue. */
export default class DeadLettersPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () =>
        admitRules(service.provider.compiledCloudFormationTemplate),
    };
  }
}
