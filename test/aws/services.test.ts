import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { startClock } from './fixtures.ts';
import { packagedTemplate } from './lambda/package-stack.ts';
import { schemaOf } from './protocols/schemas.ts';
import type { Service } from './operation.ts';
import { createServices, type ServiceDefinition } from './service.ts';
import { serviceNamed } from './services.ts';
import { createWorld } from './world.ts';

/** The operations of every simulated service, by its name in the credential scope. */
const simulated = (): readonly (readonly [name: string, operations: readonly string[]])[] => {
  const world = createWorld({ template: packagedTemplate() });
  return Object.entries({ ...world.inRegion().services, ...world.services }).map(([name, { service }]) => [
    name,
    Object.keys(service).toSorted(),
  ]);
};

/** The folder of a service whose name in the credential scope is another. */
const FOLDERS: Readonly<Record<string, string>> = { events: 'eventbridge', monitoring: 'cloudwatch' };

describe('the registry', () => {
  it('has operations that the SDK knows', () => {
    const pairs = simulated().flatMap(([name, operations]) =>
      operations.map((operation) => [name, operation] as const),
    );
    expect(pairs.length).toBeGreaterThan(40);
    for (const [name, operation] of pairs) expect(() => schemaOf(name, operation)).not.toThrow();
  });

  it('is what README.md says is simulated', () => {
    const rows = readFileSync(new URL('README.md', import.meta.url), 'utf8').matchAll(/^- `(\w+)`: ([\w, ]+)\./gm);
    const documented = Object.fromEntries([...rows].map(([, folder = '', operations = '']) => [folder, operations]));
    expect(documented).toEqual(
      Object.fromEntries(
        simulated().map(([name, operations]) => [FOLDERS[name] ?? name, operations.join(', ') || 'none']),
      ),
    );
  });

  it('knows no other service', () => {
    expect(serviceNamed('dynamodb')).toBeUndefined();
    expect(() => schemaOf('dynamodb', 'GetItem')).toThrow('not simulated: the service dynamodb');
    expect(() => schemaOf('', 'GetItem')).toThrow('The request has no signature that names a service.');
    expect(() => schemaOf('ec2', 'GetItem')).toThrow('The action GetItem is not valid');
  });
});

describe('services that are created together', () => {
  type Peers = { readonly peers: { readonly other: { readonly name: string } } };
  const other: ServiceDefinition<object, { readonly service: Service; readonly name: string }> = {
    create: () => ({ service: {}, name: 'the other' }),
  };

  it('read each other, in whichever order they are registered, and each is created once', () => {
    let count = 0;
    const reader = {
      create: ({ peers }: Peers) => {
        count += 1;
        return { service: {}, read: peers.other.name };
      },
    };
    const { reader: created, other: peer } = createServices({ reader, other }, { clock: startClock() });
    expect([created.read, peer.name, count]).toEqual(['the other', 'the other', 1]);
  });

  it('throw when they read each other while they are created', () => {
    const first = { create: ({ peers }: { peers: { second: object } }) => ({ service: {}, read: peers.second }) };
    const second = { create: ({ peers }: { peers: { first: object } }) => ({ service: {}, read: peers.first }) };
    expect(() => createServices({ first, second }, {})).toThrow('The service first is read while it is created.');
  });
});
