import type { TemplateResource } from '../template.ts';

/** The names in the text of Fn::Sub. */
const namesInText = (text: unknown): readonly string[] =>
  typeof text === 'string' ? [...text.matchAll(/\$\{([^}.]+)[^}]*\}/g)].map(([, name = '']) => name) : [];

/** The names in a value that stand in Ref, Fn::GetAtt or Fn::Sub: those of resources, and others. */
const namesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): readonly string[] => {
    if (key === 'Ref' && typeof item === 'string') return [item];
    if (key === 'Fn::GetAtt' && Array.isArray(item)) return [String(item[0])];
    if (key === 'Fn::Sub') return namesInText(Array.isArray(item) ? item[0] : item).concat(namesIn(item));
    return namesIn(item);
  });
};

/**
 * The logical ids of resources in an order in which each comes after all that it depends on, by DependsOn or a reference.
 * Throws where resources depend on each other in a circle.
 */
export const inOrder = (resources: Readonly<Record<string, TemplateResource>>): readonly string[] => {
  const ordered = new Set<string>();
  const visit = (logicalId: string, path: readonly string[]): void => {
    const resource = resources[logicalId];
    if (!resource || ordered.has(logicalId)) return;
    if (path.includes(logicalId)) throw new Error(`Circular dependency: ${[...path, logicalId].join(' -> ')}`);
    for (const name of [resource.DependsOn ?? [], namesIn(resource.Properties)].flat())
      visit(name, [...path, logicalId]);
    ordered.add(logicalId);
  };
  for (const logicalId of Object.keys(resources)) visit(logicalId, []);
  return [...ordered];
};
