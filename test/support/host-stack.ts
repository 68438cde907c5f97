import { readFileSync } from 'node:fs';

import { parse } from 'yaml';
import * as z from 'zod/mini';

import { service } from '../../infra/host/service.ts';
import { hostSchema } from '../../infra/host/settings.ts';
import { preloadFunctions } from '../aws/lambda/functions.ts';
import { exampleTemplate } from '../aws/lambda/package-stack.ts';
import type { Template, TemplateResource } from '../aws/template.ts';
import { createWorld, type WorldOptions } from '../aws/world.ts';
import { noteStory } from './story-end.ts';

/** The names of the host of the stage `example`. */
export const NAMES = ['example.com', 'www.example.com'] as const;

/** A template in which a resource has other properties; one that is `undefined` is left out. */
export const withProperties = (
  template: Template,
  logicalId: string,
  properties: Readonly<Record<string, unknown>>,
): Template => {
  const resource = template.Resources[logicalId];
  if (!resource) throw new Error(`the template has no ${logicalId}`);
  const merged = Object.entries({ ...resource.Properties, ...properties }).filter(([, value]) => value !== undefined);
  const changed: TemplateResource = { ...resource, Properties: Object.fromEntries(merged) };
  return { ...template, Resources: { ...template.Resources, [logicalId]: changed } };
};

const stages = z.object({ example: z.object({ host: z.looseObject({}) }) });

/** The stage `example` with `capacityProvider: true`: what then differs is rendered anew, and the rest is as packaged. */
export const capacityProviderTemplate = (): Template => {
  const { example } = z.parse(stages, parse(readFileSync('infra/stages.yml', 'utf8')));
  const settings = z.parse(hostSchema, { ...example.host, capacityProvider: true });
  const { CapacityProvider, CapacityProviders, Service } = service({ stage: 'example', settings });
  const template = exampleTemplate();
  const { Group = { Type: '' } } = template.Resources;
  if (!CapacityProvider || !CapacityProviders || !Service) throw new Error('there is no capacity provider');
  const Resources = {
    ...template.Resources,
    CapacityProvider,
    CapacityProviders,
    Service,
    // The service needs the group, which otherwise comes after it.
    Group: { ...Group, DependsOn: [Group.DependsOn ?? []].flat().filter((name) => name !== 'Service') },
  };
  return withProperties({ ...template, Resources }, 'Group', { MinSize: '0' });
};

/** An empty account to which the stage `example` was deployed a moment ago, with its host. */
export const givenStack = async (
  template: Template = exampleTemplate(),
  options: Partial<Pick<WorldOptions, 'load' | 'seed' | 'start'>> = {},
) => {
  await preloadFunctions();
  const world = createWorld({ template, stage: 'example', seed: 1, ...options });
  noteStory(world.invocations);
  const { autoScaling, ec2, ecs } = world.inRegion();

  const group = () => {
    const found = autoScaling.groups.get(world.resource('Group').physicalId);
    if (!found) throw new Error('the stack has no group');
    return found;
  };
  const volume = () => ec2.volumes.find(world.resource('DataVolume').physicalId);
  return {
    world,
    group,
    volume,
    sizes: (): string => `${group().sizes.min}/${group().sizes.desired}/${group().sizes.max}`,
    /** The newest instance of the host. Throws when there is none. */
    instance: () => {
      const newest = ec2.instances.get(group().instances.at(-1)?.instanceId ?? '');
      if (!newest) throw new Error('the host has no instance');
      return newest;
    },
    /** What a browser gets at each name: the instance that served the page, or why there is none. */
    pages: (): readonly string[] =>
      NAMES.map((name) => {
        const answer = world.httpGet(name);
        return 'servedBy' in answer ? answer.servedBy : answer.failure;
      }),
    /** The files of the data volume, as the containers of the running task see them. Throws where none does. */
    files: (): Map<string, string> => {
      const { fileSystem, attachment } = volume();
      if (!fileSystem || attachment?.mounted !== true || !ecs.taskOn(attachment.instanceId))
        throw new Error('no container has the data volume');
      return fileSystem.files;
    },
    /** The newest instance as a member of an ECS cluster; `undefined` while its agent has not registered it. */
    containerInstance: () => ecs.containerInstance(group().instances.at(-1)?.instanceId ?? ''),
    /** Ends a container on the newest instance, as a crash does. */
    killContainer: (name: string) => ecs.killContainer(group().instances.at(-1)?.instanceId ?? '', name),
  };
};

/** The same some minutes later, when the host serves its page. */
export const givenServing = async (...args: Parameters<typeof givenStack>) => {
  const host = await givenStack(...args);
  await host.world.advance({ minutes: 5 });
  return host;
};
