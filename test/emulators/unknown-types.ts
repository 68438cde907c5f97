/** The types of resources that MiniStack 1.5.33 does not have, of those that a stage can have. A test asks it about each. */
export const UNKNOWN_TYPES: readonly string[] = [
  'AWS::Budgets::Budget',
  'AWS::EC2::EIP',
  'AWS::EC2::Volume',
  'AWS::ECS::CapacityProvider',
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::IAM::Group',
  'AWS::Rbin::Rule',
  'AWS::SSM::Document',
];

/** The parts of a CloudFormation template that are used here. */
export interface Template {
  readonly Resources: Record<string, { readonly Type: string }>;
  readonly Outputs?: Record<string, { readonly Value: unknown }>;
}

/** The name that `Ref` or `Fn::GetAtt` begins with: the latter takes a list, or a text with a dot. */
const nameIn = (argument: unknown): string => [argument].flat().join('.').split('.')[0] ?? '';

/** Whether a value of a template refers to one of these resources, by `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
const refersTo = (value: unknown, names: ReadonlySet<string>): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, argument]) => {
    if (key === 'Ref' || key === 'Fn::GetAtt') return names.has(nameIn(argument));
    const text = key === 'Fn::Sub' ? JSON.stringify(argument) : '';
    const inText = [...text.matchAll(/\$\{(\w+)/g)].some(([, name = '']) => names.has(name));
    return inText || refersTo(argument, names);
  });
};

/**
 * Removes the resources of {@link UNKNOWN_TYPES} from a template, and the outputs that refer to them; MiniStack accepts the
 * other references. Returns a line for each.
 */
export const dropUnknownTypes = ({ Resources, Outputs = {} }: Template): readonly string[] => {
  const resources = Object.entries(Resources).filter(([, { Type }]) => UNKNOWN_TYPES.includes(Type));
  const names = new Set(resources.map(([name]) => name));
  const outputs = Object.entries(Outputs).filter(([, { Value }]) => refersTo(Value, names));
  for (const [name] of resources) delete Resources[name];
  for (const [name] of outputs) delete Outputs[name];
  return [...resources.map(([name, { Type }]) => `${Type} ${name}`), ...outputs.map(([name]) => `output ${name}`)];
};
