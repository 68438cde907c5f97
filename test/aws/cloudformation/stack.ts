import { zonesOf } from '../ec2/subnets.ts';
import {
  type Output,
  outputsOf,
  type StackResource,
  stackResources,
  type Template,
  type TemplateResource,
} from '../template.ts';
import type { StackContext } from './creator.ts';
import { CREATORS } from './creators.ts';
import { NOT_CREATED, READ_BY_SERVICES } from './not-created.ts';
import { inOrder } from './order.ts';

const ZONE_PARAMETER = 'AWS::EC2::AvailabilityZone::Name';

/** Throws for a zone that the region does not have, before anything is created. */
const checkZones = ({ Parameters = {} }: Template, region: string): void => {
  for (const [name, { Type, Default }] of Object.entries(Parameters))
    if (Type === ZONE_PARAMETER && !zonesOf(region).some((zone) => zone === Default))
      throw new Error(`The parameter ${name}: the zone ${String(Default)} does not exist in ${region}.`);
};

const isSame = (before: StackResource, after: StackResource): boolean =>
  JSON.stringify(before.properties) === JSON.stringify(after.properties);

const isLaunchTemplate = (type: string): boolean => type === 'AWS::EC2::LaunchTemplate';

/** Whether a deployment has to do something for a type. What services read, they have read from the first template. */
const isCreated = (type: string): boolean => !READ_BY_SERVICES.has(type);

const textOf = ({ Resources }: Template, logicalId: string): string => JSON.stringify(Resources[logicalId] ?? null);

/** Whether a resource stays where it is when it leaves the stack. */
const isRetained = ({ DeletionPolicy }: TemplateResource): boolean => DeletionPolicy?.startsWith('Retain') ?? false;

/**
 * Throws where a template changes, adds or drops what services have read from the one before it, or deletes anything: what
 * leaves the stack has to be retained.
 */
const checkChange = (before: Template, after: Template): void => {
  for (const [logicalId, resource] of Object.entries({ ...before.Resources, ...after.Resources })) {
    const { Type } = resource;
    if (!(logicalId in after.Resources) && isRetained(resource)) continue;
    if (!(logicalId in after.Resources))
      throw new Error(`The simulated CloudFormation deletes no resource: ${logicalId}.`);
    if (!isCreated(Type) && textOf(before, logicalId) !== textOf(after, logicalId))
      throw new Error(`The simulated CloudFormation does not change ${Type} (${logicalId}).`);
  }
};

/**
 * The stack of a region. What the services do not read from the template by themselves is created at once: a deployment takes
 * no time here. Throws for a type of resource that is neither created nor on the list of those that need not be.
 */
export const createStack = (
  region: string,
  context: { readonly region: () => StackContext['region']; readonly route53: StackContext['route53'] },
) => {
  let deployedTemplate: Template | undefined;
  let deployed: ReadonlyMap<string, StackResource> = new Map();
  /** How often each launch template was changed, with its creation. */
  const versions: Record<string, number> = {};

  /** The resources of a template. A launch template that it changes has a new version, which those read that use it. */
  const resolve = (template: Template): ReadonlyMap<string, StackResource> => {
    for (const [logicalId, launchTemplate] of stackResources(template, region, isLaunchTemplate)) {
      const before = deployed.get(logicalId);
      if (!before || !isSame(before, launchTemplate)) versions[logicalId] = (versions[logicalId] ?? 0) + 1;
    }
    return stackResources(template, region, isCreated, versions);
  };

  return {
    template: (): Template => deployedTemplate ?? { Resources: {} },
    versions: (): Readonly<Record<string, number>> => versions,
    outputs: (): readonly Output[] => (deployedTemplate ? outputsOf(deployedTemplate, region, versions) : []),
    deploy: (template: Template): void => {
      checkZones(template, region);
      if (deployedTemplate) checkChange(deployedTemplate, template);
      deployedTemplate = template;
      const previous = deployed;
      const resources = resolve(template);
      deployed = resources;
      const find: StackContext['find'] = (idOrArn) => {
        const found = [...resources.values()].find(({ physicalId, arn }) => physicalId === idOrArn || arn === idOrArn);
        if (!found) throw new Error(`The stack has no resource ${idOrArn}.`);
        return found;
      };
      for (const logicalId of inOrder(template.Resources)) {
        const after = resources.get(logicalId);
        const before = previous.get(logicalId);
        if (!after || (before && isSame(before, after)) || after.type in NOT_CREATED) continue;
        const creator = CREATORS[after.type];
        if (!creator) throw new Error(`The simulated CloudFormation does not create ${after.type} (${logicalId}).`);
        const services = { region: context.region(), route53: context.route53, find };
        if (!before) creator.create(after, services);
        else if (creator.update)
          creator.update({ before, after, updatePolicy: template.Resources[logicalId]?.UpdatePolicy ?? {} }, services);
        else throw new Error(`The simulated CloudFormation does not change ${after.type} (${logicalId}).`);
      }
    },
    /** A resource that the stack created, by its logical id. Throws for one that it did not. */
    resource: (logicalId: string): StackResource => {
      const found = deployed.get(logicalId);
      if (!found) throw new Error(`The stack has no resource ${logicalId}.`);
      return found;
    },
  };
};
