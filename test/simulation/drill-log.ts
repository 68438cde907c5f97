import type { Ec2Instance } from '../aws/ec2/instances.ts';
import type { World } from '../aws/world.ts';

/** A drill that was launched. */
export interface LaunchedDrill {
  readonly instance: Ec2Instance;
  readonly host: string;
  /** The request that it was launched for. */
  readonly request: string;
  /** The volumes that its launch has made. */
  readonly copies: readonly string[];
}

const launched = new WeakMap<World, LaunchedDrill[]>();

/** The drills that were launched, the newest last; EC2 forgets one an hour after its end. */
export const drillsOf = (world: World): readonly LaunchedDrill[] => launched.get(world) ?? [];

/** No person launches an instance in a simulation: one of no group is that of a drill, whatever its tags say. */
const isOfDrill = ({ tags }: Ec2Instance): boolean => !tags.has('aws:autoscaling:groupName');

/** What is the same in the client tokens of a request, whatever type of instance it asks for. */
export const requestOf = (clientToken: unknown): string => String(clientToken).split('/').slice(0, 3).join('/');

/** Notes the drill that a call has launched, and answers it; nothing where the call has launched no other instance. */
export const noteDrills = (world: World, clientToken: unknown): readonly LaunchedDrill[] => {
  const known = drillsOf(world);
  const { instances, volumes } = world.inRegion().ec2;
  const news = instances
    .all()
    .filter((instance) => isOfDrill(instance) && !known.some((drill) => drill.instance === instance))
    .map((instance) => ({
      instance,
      request: requestOf(clientToken),
      host: instance.tags.get('hostkeeper:host') ?? '',
      copies: volumes.attachedTo(instance.instanceId).map(({ volumeId }) => volumeId),
    }));
  launched.set(world, [...known, ...news]);
  return news;
};

/** Whether its instance has not been ended. */
export const isAlive = ({ instance: { state } }: LaunchedDrill): boolean => state === 'pending' || state === 'running';
