import { describe, expect, it } from 'vitest';

import { exampleTemplate } from '../../../aws/lambda/package-stack.ts';
import { composeOf, composeVariables, exampleVariables, readCompose } from '../../../support/compose.ts';

const task = composeOf(exampleTemplate(), '/mnt/blog');
const { services, volumes } = readCompose();

describe('docker-compose.yml', () => {
  it('has the containers of the packaged task definition, field by field, and builds the web container besides', () => {
    const { web, ...others } = services;
    const { build, ...rest } = web ?? {};
    expect(build).toBe('.');
    expect({ ...others, web: rest }).toEqual(task.services);
  });

  it('has the volumes that are no folder of the data volume', () => {
    expect(volumes).toEqual(task.volumes);
  });

  it('starts first whom a container reaches by name', () => {
    for (const [name, links] of Object.entries(task.links))
      expect(Object.keys(services[name]?.['depends_on'] ?? {})).toEqual(links);
  });

  it('takes from .env what .env.example has, and nothing else', () => {
    expect(composeVariables()).toEqual(new Set(Object.keys(exampleVariables())));
  });
});
