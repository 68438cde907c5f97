import { digitsOf, RESOURCE_TYPES } from './cloudformation/resource-types.ts';
import { ACCOUNT } from './operation.ts';

/** A resource as a template describes it. */
export interface TemplateResource {
  readonly Type: string;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly UpdatePolicy?: object;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** A CloudFormation template as `serverless package` writes it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Type: string; readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
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

/** A resource of a stack with what AWS knows it by: its name, or its id. */
export interface StackResource extends Resource {
  readonly physicalId: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The versions of the launch templates, by their logical ids; 1 for one that is not here. */
export type Versions = Readonly<Record<string, number | string>>;

/**
 * Resolves the intrinsic functions and parameters of a template that is deployed to a region. Throws for what it cannot
 * resolve. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
const createResolver = (template: Template, region: string, versions: Versions = {}) => {
  const { Parameters = {}, Resources } = template;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': ACCOUNT,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackName': 'hostkeeper',
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const find = (logicalId: string): TemplateResource => {
    const resource = Resources[logicalId];
    if (!resource) throw new Error(`The template has no resource ${logicalId}.`);
    return resource;
  };
  const idOf = (logicalId: string): string => {
    const { Type, Properties = {} } = find(logicalId);
    const { name = '', id } = RESOURCE_TYPES[Type] ?? {};
    const given = Properties[name];
    if (typeof given === 'string') return given;
    return id?.(digitsOf(region, logicalId)) ?? logicalId;
  };
  const arnOf = (logicalId: string): string => {
    const { arn } = RESOURCE_TYPES[find(logicalId).Type] ?? {};
    const scope = `${region}:${ACCOUNT}`;
    return arn?.(idOf(logicalId), scope) ?? `arn:aws:unknown:${scope}:${logicalId}`;
  };
  const ref = (name: string): unknown => {
    if (name in pseudo) return pseudo[name];
    const parameter = Parameters[name];
    if (parameter) {
      if (parameter.Default === undefined) throw new Error(`The parameter ${name} has no default.`);
      return parameter.Default;
    }
    return RESOURCE_TYPES[find(name).Type]?.refIsArn ? arnOf(name) : idOf(name);
  };
  const attribute = (path: string): unknown => {
    const [logicalId = '', name = ''] = path.split('.');
    if (name === 'Arn') return arnOf(logicalId);
    if (name === 'LatestVersionNumber') return String(versions[logicalId] ?? 1);
    const read = RESOURCE_TYPES[find(logicalId).Type]?.attributes?.[name];
    if (read) return read(idOf(logicalId), digitsOf(region, logicalId));
    if (name.endsWith('Name')) return idOf(logicalId);
    throw new Error(`The simulator does not support the attribute ${path}.`);
  };

  /** Each returns `undefined` for an argument that it does not know. */
  const functions: Readonly<Record<string, (argument: unknown) => unknown>> = {
    Ref: (name) => (typeof name === 'string' ? ref(name) : undefined),
    'Fn::GetAtt': (path) => (Array.isArray(path) ? attribute(path.join('.')) : undefined),
    'Fn::Sub': (argument) => {
      const [text, values]: unknown[] = Array.isArray(argument) ? argument : [argument, {}];
      if (typeof text !== 'string' || !isRecord(values)) return undefined;
      return text.replaceAll(/\$\{([^}]+)\}/g, (_, path: string) => {
        if (path.startsWith('!')) return `\${${path.slice(1)}}`;
        if (path in values) return String(resolve(values[path]));
        return String(path.includes('.') ? attribute(path) : ref(path));
      });
    },
    'Fn::Join': (argument) => {
      const [separator, parts]: unknown[] = Array.isArray(argument) ? argument : [];
      const resolved = resolve(parts);
      return Array.isArray(resolved) ? resolved.join(String(separator)) : undefined;
    },
    'Fn::Base64': (argument) => {
      const text = resolve(argument);
      return typeof text === 'string' ? Buffer.from(text).toString('base64') : undefined;
    },
    'Fn::Select': (argument) => {
      const [index, list]: unknown[] = Array.isArray(argument) ? argument : [];
      const resolved: unknown = resolve(list);
      return Array.isArray(resolved) ? resolved[Number(index)] : undefined;
    },
    // Only what hostkeeper's template asks for: the /64 ranges of a /56 of IPv6.
    'Fn::Cidr': (argument) => {
      const [block, count, bits]: unknown[] = Array.isArray(argument) ? argument : [];
      const [, prefix] = /^(.*)00::\/56$/.exec(String(resolve(block))) ?? [];
      if (prefix === undefined || bits !== 64) return undefined;
      return Array.from(
        { length: Number(count) },
        (_, index) => `${prefix}${index.toString(16).padStart(2, '0')}::/64`,
      );
    },
  };

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return Object.freeze(value.map(resolve));
    if (!isRecord(value)) return value;
    const [name = '', ...others] = Object.keys(value);
    if (others.length === 0 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const resolved = functions[name]?.(value[name]);
      if (resolved !== undefined) return resolved;
      throw new Error(`The simulator cannot resolve ${JSON.stringify(value)}.`);
    }
    return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item)])));
  };
  const propertiesOf = (logicalId: string): Resource['properties'] => {
    const properties = resolve(find(logicalId).Properties ?? {});
    if (!isRecord(properties)) throw new Error(`The properties of ${logicalId} are not an object.`);
    return properties;
  };
  return { arnOf, idOf, resolve, propertiesOf };
};

/** The outputs of a template that is deployed to a region. Throws for an intrinsic function that it cannot resolve. */
export const outputsOf = (template: Template, region: string, versions?: Versions): readonly Output[] => {
  const { resolve } = createResolver(template, region, versions);
  return Object.entries(template.Outputs ?? {}).map(([key, { Value, Description }]) => ({
    key,
    value: String(resolve(Value)),
    description: Description,
  }));
};

/** The resources of some types in a template that is deployed to a region, by their logical ids. Throws as `deploy` does. */
export const stackResources = (
  template: Template,
  region: string,
  isWanted: (type: string) => boolean,
  versions?: Versions,
): ReadonlyMap<string, StackResource> => {
  const { propertiesOf, arnOf, idOf } = createResolver(template, region, versions);
  return new Map(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => isWanted(Type))
      .map(([logicalId, { Type: type }]) => {
        const [arn, physicalId, properties] = [arnOf(logicalId), idOf(logicalId), propertiesOf(logicalId)];
        return [logicalId, { logicalId, type, arn, physicalId, properties }];
      }),
  );
};

/** What templates come to, by region and type: many accounts are deployed from the same one. */
const deployments = new WeakMap<Template, Map<string, readonly Resource[]>>();

/**
 * Deploys a template to a region. The result lists the resources of a type; it throws for an intrinsic function, a resource
 * or an attribute that it cannot resolve.
 */
export const deploy = (template: Template, region: string) => {
  const { propertiesOf, arnOf } = createResolver(template, region);
  const deployed = deployments.get(template) ?? new Map<string, readonly Resource[]>();
  deployments.set(template, deployed);
  return (type: string): readonly Resource[] => {
    const key = `${region} ${type}`;
    const resources =
      deployed.get(key) ??
      Object.entries(template.Resources)
        .filter(([, { Type }]) => Type === type)
        .map(([logicalId]) => ({ logicalId, type, arn: arnOf(logicalId), properties: propertiesOf(logicalId) }));
    deployed.set(key, resources);
    return resources;
  };
};
