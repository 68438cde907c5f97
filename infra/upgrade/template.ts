import * as z from 'zod/mini';

const resource = z.looseObject({
  Type: z.string(),
  DeletionPolicy: z.optional(z.string()),
  UpdateReplacePolicy: z.optional(z.string()),
  UpdatePolicy: z.optional(
    z.looseObject({
      AutoScalingScheduledAction: z.optional(
        z.looseObject({ IgnoreUnmodifiedGroupSizeProperties: z.optional(z.unknown()) }),
      ),
    }),
  ),
  Properties: z.prefault(z.record(z.string(), z.unknown()), {}),
});

/** A resource of a template, as far as the rules of an upgrade read it. */
export type Resource = z.output<typeof resource>;

/** A template, as far as the rules of an upgrade read it. */
export const templateSchema = z.object({
  Parameters: z.prefault(z.record(z.string(), z.looseObject({ Default: z.optional(z.unknown()) })), {}),
  Resources: z.prefault(z.record(z.string(), resource), {}),
});

/** Resources by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

/**
 * The resources of a template, with the default of each parameter where it is referred to: a deployment gives no other
 * values, and a zone is one of them. Throws a ZodError for what is no template.
 */
export const resourcesOf = (template: unknown): Resources => {
  const { Parameters } = z.parse(templateSchema, template);
  const text = JSON.stringify(template, (_, value: unknown) => {
    const { data } = z.safeParse(z.strictObject({ Ref: z.string() }), value);
    return data && Object.hasOwn(Parameters, data.Ref) ? Parameters[data.Ref]?.Default : value;
  });
  return z.parse(templateSchema, JSON.parse(text)).Resources;
};
