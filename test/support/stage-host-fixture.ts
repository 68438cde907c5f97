import * as z from 'zod/mini';

import { renderHost } from '../../infra/host.ts';
import { hostSchema } from '../../infra/host/settings.ts';
import { tagAll } from '../../infra/plugins/tags.ts';

/** The settings that have no default. */
export const MINIMAL = { name: 'blog', domain: 'example.com', zones: ['eu-central-1a', 'eu-central-1b'] };

/** An image of the application. */
export const IMAGE = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/hostkeeper-prod-blog:v1';

/** A resource as the template has it. */
interface Rendered {
  readonly Type: string;
  readonly [attribute: string]: unknown;
  Properties?: Record<string, unknown>;
}

/** The resources of a host with these settings, tagged as a deployment tags them. */
export const hostResources = (settings: object = {}): Readonly<Record<string, Rendered>> => {
  const host = { stage: 'prod', settings: z.parse(hostSchema, { ...MINIMAL, ...settings }) };
  const resources: Record<string, Rendered> = JSON.parse(JSON.stringify(renderHost(host).Resources));
  tagAll(resources, { Project: 'hostkeeper', 'hostkeeper:stage': 'prod' });
  return resources;
};
