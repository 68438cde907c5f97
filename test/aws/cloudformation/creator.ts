import * as z from 'zod/mini';

import type { createRegion } from '../region.ts';
import type { SimulatedRoute53 } from '../route53/index.ts';
import type { StackResource } from '../template.ts';

/** What resources are created in. */
export interface StackContext {
  /** The services of the region of the stack. */
  readonly region: ReturnType<typeof createRegion>;
  readonly route53: SimulatedRoute53;
  /** Another resource of the stack, by its physical id or its ARN. Throws for one that the stack does not have. */
  readonly find: (idOrArn: string) => StackResource;
}

/** How resources of a type are created, and updated in place. A type that has no `update` cannot be changed. */
export interface Creator {
  readonly create: (resource: StackResource, context: StackContext) => void;
  readonly update?: (
    change: {
      readonly before: StackResource;
      readonly after: StackResource;
      /** Its UpdatePolicy in the new template. */
      readonly updatePolicy: object;
    },
    context: StackContext,
  ) => void;
}

/** The tags of a resource as most types have them. */
export const tagList = z.array(z.object({ Key: z.string(), Value: z.string() }));

/** The tags in a list of keys and values. */
export const tagsIn = (tags: z.output<typeof tagList>): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
