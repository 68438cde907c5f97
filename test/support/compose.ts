import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

import { parse } from 'yaml';
import * as z from 'zod/mini';

import type { Template } from '../aws/template.ts';

const FOLDER = 'infra/service';

/** A file of infra/service. */
export const serviceFile = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');

/** The variables of .env.example. */
export const exampleVariables = () => parseEnv(serviceFile('.env.example'));

const VARIABLE = /\$\{(\w+):\?see \.env\.example\}/g;

/** The variables that docker-compose.yml takes from .env. */
export const composeVariables = (): ReadonlySet<string> =>
  new Set([...serviceFile('docker-compose.yml').matchAll(VARIABLE)].map(([, name = '']) => name));

const compose = z.strictObject({
  services: z.record(z.string(), z.record(z.string(), z.unknown())),
  volumes: z.unknown(),
});

/** What docker-compose.yml says, with the variables of .env.example. */
export const readCompose = () => {
  const variables = exampleVariables();
  const text = serviceFile('docker-compose.yml').replaceAll(VARIABLE, (_, name: string) => variables[name] ?? '');
  return compose.parse(parse(text));
};

const pairs = z.array(z.strictObject({ Name: z.string(), Value: z.string() }));

/** A secret by its whole value, or by one key of its JSON map. */
const secret = z.strictObject({
  Name: z.string(),
  ValueFrom: z.union([
    z.strictObject({ Ref: z.literal('DatabaseSecret') }),
    z.strictObject({ 'Fn::Sub': z.tuple([z.string(), z.unknown()]) }),
  ]),
});

const healthCheck = z.strictObject({
  Command: z.array(z.string()),
  Interval: z.number(),
  Timeout: z.number(),
  Retries: z.number(),
  StartPeriod: z.number(),
});

/** A container as the task definition has it. Every field is named, so that a new one fails until Compose has it too. */
const container = z.strictObject({
  Name: z.string(),
  Image: z.string(),
  Essential: z.literal(true),
  Cpu: z.number(),
  MemoryReservation: z.number(),
  Command: z.optional(z.array(z.string())),
  Environment: z.optional(pairs),
  Secrets: z.optional(z.array(secret)),
  PortMappings: z.optional(z.array(z.strictObject({ ContainerPort: z.number(), HostPort: z.number() }))),
  Links: z.optional(z.array(z.string())),
  DependsOn: z.optional(
    z.array(z.strictObject({ ContainerName: z.string(), Condition: z.enum(['START', 'HEALTHY']) })),
  ),
  HealthCheck: z.optional(healthCheck),
  StopTimeout: z.optional(z.number()),
  MountPoints: z.optional(
    z.array(z.strictObject({ SourceVolume: z.string(), ContainerPath: z.string(), ReadOnly: z.boolean() })),
  ),
  // Docker Compose leaves the logs with Docker.
  LogConfiguration: z.unknown(),
});

const volume = z.union([
  z.strictObject({ Name: z.string(), Host: z.strictObject({ SourcePath: z.string() }) }),
  z.strictObject({
    Name: z.string(),
    DockerVolumeConfiguration: z.strictObject({ Scope: z.literal('task'), Driver: z.string() }),
  }),
]);

const taskDefinition = z.looseObject({ ContainerDefinitions: z.array(container), Volumes: z.array(volume) });

type Task = z.output<typeof taskDefinition>;

const CONDITIONS = { START: 'service_started', HEALTHY: 'service_healthy' } as const;

const healthCheckOf = ({ Command, Interval, Timeout, Retries, StartPeriod }: z.output<typeof healthCheck>) => ({
  test: Command,
  interval: `${Interval}s`,
  timeout: `${Timeout}s`,
  retries: Retries,
  start_period: `${StartPeriod}s`,
});

/** The variable of .env that stands for a secret. */
const variableOf = ({ ValueFrom }: z.output<typeof secret>): string =>
  'Ref' in ValueFrom ? 'DB_PASSWORD' : (/^\$\{secret\}:(\w+)::$/.exec(ValueFrom['Fn::Sub'][0])?.[1] ?? '');

const environmentOf = ({ Environment = [], Secrets = [] }: z.output<typeof container>) => {
  const variables = exampleVariables();
  const all = [
    ...Environment.map(({ Name, Value }) => [Name, Value] as const),
    ...Secrets.map((one) => [one.Name, variables[variableOf(one)]] as const),
  ];
  return all.length === 0 ? undefined : Object.fromEntries(all);
};

/** A volume as the left side of a mount: a folder in $DATA, where the host has its data volume, or a name. */
const sourceOf = (volumes: Task['Volumes'], dataPath: string, name: string): string => {
  const found = volumes.find(({ Name }) => Name === name);
  return found && 'Host' in found ? found.Host.SourcePath.replace(dataPath, exampleVariables()['DATA'] ?? '') : name;
};

/** The services and volumes that Compose must have for the containers of a template's task. */
export const composeOf = (template: Template, dataPath: string) => {
  const { ContainerDefinitions, Volumes } = taskDefinition.parse(template.Resources['TaskDefinition']?.Properties);
  const services = ContainerDefinitions.map((one) => {
    const mounts = one.MountPoints?.map(
      ({ SourceVolume, ContainerPath, ReadOnly }) =>
        `${sourceOf(Volumes, dataPath, SourceVolume)}:${ContainerPath}${ReadOnly ? ':ro' : ''}`,
    );
    const service = {
      image: one.Image,
      restart: 'unless-stopped',
      cpu_shares: one.Cpu,
      mem_reservation: `${one.MemoryReservation}m`,
      command: one.Command,
      stop_grace_period: one.StopTimeout && `${one.StopTimeout}s`,
      ports: one.PortMappings?.map(({ HostPort, ContainerPort }) => `${HostPort}:${ContainerPort}`),
      depends_on:
        one.DependsOn &&
        Object.fromEntries(
          one.DependsOn.map(({ ContainerName, Condition }) => [ContainerName, { condition: CONDITIONS[Condition] }]),
        ),
      environment: environmentOf(one),
      healthcheck: one.HealthCheck && healthCheckOf(one.HealthCheck),
      volumes: mounts,
    };
    return [one.Name, service] as const;
  });
  const named = Volumes.flatMap((one) =>
    'DockerVolumeConfiguration' in one ? [[one.Name, { driver: one.DockerVolumeConfiguration.Driver }] as const] : [],
  );
  return {
    services: Object.fromEntries(services),
    volumes: Object.fromEntries(named),
    /** Whom each container reaches by name. */
    links: Object.fromEntries(ContainerDefinitions.map(({ Name, Links = [] }) => [Name, Links])),
  };
};
