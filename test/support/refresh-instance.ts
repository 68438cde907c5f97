import type { World } from '../aws/world.ts';

/** Replaces the instance of a group, as an instance refresh does. Returns its id; throws when the group has none. */
export const refreshInstance = (world: World, name = 'blog-group'): string => {
  const { groups } = world.autoScaling();
  const group = groups.get(name);
  const [instance] = group?.instances ?? [];
  if (!group || !instance) throw new Error(`${name} has no instance`);
  groups.terminate(group, instance, 'an instance refresh');
  return instance.instanceId;
};
