import { ACCOUNT } from './operation.ts';

/** A CloudFormation template, as `serverless package` writes it. */
export interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** A resource whose properties are plain values: every intrinsic function is resolved. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly arn: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a resource is called, and its ARN, by its type: where a name is not given, its logical id will do. */
const NAMES: Readonly<Record<string, { readonly name?: string; readonly arn: (name: string, at: string) => string }>> =
  {
    'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: (name, at) => `arn:aws:cloudwatch:${at}:alarm:${name}` },
    'AWS::Events::Rule': { name: 'Name', arn: (name, at) => `arn:aws:events:${at}:rule/${name}` },
    'AWS::IAM::Role': { arn: (name) => `arn:aws:iam::${ACCOUNT}:role/${name}` },
    'AWS::Lambda::Function': { name: 'FunctionName', arn: (name, at) => `arn:aws:lambda:${at}:function:${name}` },
    'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (name, at) => `arn:aws:logs:${at}:log-group:${name}:*` },
    'AWS::SNS::Topic': { name: 'TopicName', arn: (name, at) => `arn:aws:sns:${at}:${name}` },
    'AWS::SQS::Queue': { name: 'QueueName', arn: (name, at) => `arn:aws:sqs:${at}:${name}` },
  };

/** The resources of a template, deployed to a region; throws on whatever it cannot resolve, by name. */
export const deploy = (template: Template, region: string) => {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackName': 'hostkeeper',
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const nameOf = (logicalId: string): string => {
    const { Type = '', Properties = {} } = template.Resources[logicalId] ?? {};
    const given = Properties[NAMES[Type]?.name ?? ''];
    return typeof given === 'string' ? given : logicalId;
  };
  const arnOf = (logicalId: string): string => {
    const type = template.Resources[logicalId]?.Type;
    if (type === undefined) throw new Error(`the template has no resource ${logicalId}`);
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
    throw new Error(`the world does not know the attribute ${path}`);
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
      throw new Error(`the world cannot resolve ${JSON.stringify(value)}`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each)]));
  };

  /** All resources of a type. */
  return (type: string): readonly Resource[] =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === type)
      .map(([logicalId, { Type, Properties = {} }]) => {
        const properties = resolve(Properties);
        if (!isRecord(properties)) throw new Error(`${logicalId} has no properties`);
        return { logicalId, type: Type, arn: arnOf(logicalId), properties };
      });
};
