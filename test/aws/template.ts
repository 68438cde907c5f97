import { ACCOUNT } from './operation.ts';

/** A CloudFormation template as `serverless package` writes it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Description?: string }>>;
}

/** An output of a deployed stack. */
export interface Output {
  readonly key: string;
  readonly value: string;
  readonly description: string | undefined;
}

/** A deployed resource: every intrinsic function in its properties is resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The property that names a resource of a type, and its ARN. A resource without the property has its logical id as name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const NAMES: Readonly<
  Record<string, { readonly name?: string; readonly arn: (name: string, scope: string) => string }>
> = {
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: (name, scope) => `arn:aws:cloudwatch:${scope}:alarm:${name}` },
  'AWS::Events::Rule': { name: 'Name', arn: (name, scope) => `arn:aws:events:${scope}:rule/${name}` },
  'AWS::IAM::Role': { arn: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}` },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (name, scope) => `arn:aws:lambda:${scope}:function:${name}` },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name, scope) => `arn:aws:logs:${scope}:log-group:${name}:*` },
  'AWS::SNS::Topic': { name: 'TopicName', arn: (name, scope) => `arn:aws:sns:${scope}:${name}` },
  'AWS::SQS::Queue': { name: 'QueueName', arn: (name, scope) => `arn:aws:sqs:${scope}:${name}` },
};

/**
 * Resolves Ref, Fn::GetAtt, Fn::Sub and Fn::Join in a template that is deployed to a region. Throws for what it cannot
 * resolve. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
const createResolver = (template: Template, region: string) => {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackName': 'hostkeeper',
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const nameOf = (logicalId: string): string => {
    const { Type = '', Properties = {} } = template.Resources[logicalId] ?? {};
    const name = Properties[NAMES[Type]?.name ?? ''];
    return typeof name === 'string' ? name : logicalId;
  };
  const arnOf = (logicalId: string): string => {
    const type = template.Resources[logicalId]?.Type;
    if (type === undefined) throw new Error(`The template has no resource ${logicalId}.`);
    const definition = NAMES[type];
    return definition
      ? definition.arn(nameOf(logicalId), `${region}:${ACCOUNT}`)
      : `arn:aws:unknown:${region}:${ACCOUNT}:${logicalId}`;
  };
  const ref = (name: string): string => {
    const value = pseudo[name];
    if (value !== undefined) return value;
    const arn = arnOf(name);
    return template.Resources[name]?.Type === 'AWS::SNS::Topic' ? arn : nameOf(name);
  };
  const attribute = (path: string): string => {
    const [logicalId = '', name = ''] = path.split('.');
    if (name === 'Arn') return arnOf(logicalId);
    if (name.endsWith('Name')) return nameOf(logicalId);
    throw new Error(`The simulator does not support the attribute ${path}.`);
  };

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!isRecord(value)) return value;
    const [name = '', ...others] = Object.keys(value);
    const argument = value[name];
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      if (name === 'Ref' && typeof argument === 'string') return ref(argument);
      if (name === 'Fn::GetAtt' && Array.isArray(argument)) return attribute(argument.join('.'));
      if (name === 'Fn::Sub' && typeof argument === 'string') {
        return argument.replaceAll(/\$\{([^}]+)\}/g, (_, path: string) =>
          path.includes('.') ? attribute(path) : ref(path),
        );
      }
      if (name === 'Fn::Join' && Array.isArray(argument)) {
        const [separator, parts]: unknown[] = argument;
        const resolved = resolve(parts);
        if (Array.isArray(resolved)) return resolved.join(String(separator));
      }
      throw new Error(`The simulator cannot resolve ${JSON.stringify(value)}.`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)]));
  };
  return { arnOf, resolve };
};

/** The outputs of a template that is deployed to a region. Throws for an intrinsic function that it cannot resolve. */
export const outputsOf = (template: Template, region: string): readonly Output[] => {
  const { resolve } = createResolver(template, region);
  return Object.entries(template.Outputs ?? {}).map(([key, { Value, Description }]) => ({
    key,
    value: String(resolve(Value)),
    description: Description,
  }));
};

/**
 * Deploys a template to a region. The result lists the resources of a type; it throws for an intrinsic function, a resource
 * or an attribute that it cannot resolve.
 */
export const deploy = (template: Template, region: string) => {
  const { arnOf, resolve } = createResolver(template, region);
  return (type: string): readonly Resource[] =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, { Type, Properties = {} }]) => {
        const properties = resolve(Properties);
        if (!isRecord(properties)) throw new Error(`The properties of ${logicalId} are not an object.`);
        return { logicalId, type: Type, arn: arnOf(logicalId), properties };
      });
};
