import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { Argument, Option } from 'commander';
import * as z from 'zod/mini';

import { flag } from '../../infra/commands/cli/options.ts';
import { readScript } from '../../infra/commands/cli/script.ts';
import { given } from '../support/given.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import { snsEvent } from '../aws/sns/event.ts';
import type { World } from '../aws/world.ts';
import { CONCURRENCY, healthyHosts, isUsageError, UsageError } from './hosts.ts';

const USAGE = `usage: npm run --silent sandbox -- invoke <function-name> --event FILE|- [--hosts 3]
       npm run --silent sandbox -- invoke --names [--hosts 3]`;

/** The event of an invocation in a world. */
type EventIn = (world: World) => unknown;

/** Reads an event: JSON, or the text of an SNS message when the file's name ends in `.txt`. Throws a UsageError. */
const readEvent = (file: string | undefined): EventIn => {
  if (file === undefined) throw new UsageError('--event is missing: a file, or - for the standard input');
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`--event ${file} cannot be read: ${String(error)}`);
  }
  if (file.endsWith('.txt')) {
    return ({ names, clock }) =>
      snsEvent(names.topics['BudgetTopic'] ?? '', 'AWS Notification Message', text, clock.now());
  }
  try {
    const event: unknown = JSON.parse(text);
    return () => event;
  } catch (error) {
    throw new UsageError(`--event ${file} is not JSON: ${String(error)}`);
  }
};

/** The functions of the stack, each a file. */
const functionNames = (): readonly string[] => globSync('functions/*.ts').map((file) => basename(file, '.ts'));

/** What is typed after `invoke`. */
interface InvokeInput {
  readonly function?: string | undefined;
  readonly event?: string | undefined;
  readonly names: boolean;
}

/** The function and the event that were typed; nothing for --names. Throws a UsageError. */
const readInvocation = (typed: InvokeInput): { readonly name: string; readonly event: EventIn } | undefined => {
  if (typed.names) return undefined;
  const { function: name = '', event } = typed;
  const names = functionNames();
  if (!names.includes(name)) throw new UsageError(`there is no function "${name}"; there are: ${names.join(', ')}`);
  return { name, event: readEvent(event) };
};

const outcome = z.looseObject({ results: z.optional(z.array(z.unknown())) });

/** The names of the account's resources, and of the hosts' groups, instances and volumes at the time of the call. */
const namesOf = ({ names, autoScaling, inRegion }: World) => {
  const volumes = inRegion().ec2.volumes.all();
  const hosts = autoScaling()
    .groups.all()
    .map(({ name, tags, instances }) => {
      const host = tags.get('hostkeeper:host') ?? '';
      const volume = volumes.find((one) => one.tags.get('hostkeeper:host') === host)?.volumeId;
      return [host, { group: name, instance: instances[0]?.instanceId, volume }];
    });
  return { ...names, hosts: Object.fromEntries(hosts) };
};

/** Invokes a function, and collects its answer and everything that it did. */
const resultOf = async (world: World, name: string, event: unknown) => {
  const callsBefore = world.calls.length;
  const names = namesOf(world);
  const { returned, error } = await world.invoke(name, event);
  const { success, data } = z.safeParse(outcome, returned);
  return {
    results: [],
    ...(success ? data : {}),
    calls: world.calls.slice(callsBefore).map(({ at, service, operation, region, input, error: refused }) => {
      const call = { at, call: `${service}:${operation}`, region, input };
      return refused === undefined ? call : Object.assign(call, { error: refused });
    }),
    mails: world.mails,
    names,
    ...(error !== undefined && { error }),
  };
};

const print = (value: unknown): void => console.info(JSON.stringify(value, null, 2));

/** Invokes a function in a new world with these hosts and prints the result, or the names alone. Returns the exit code. */
const invoke = async (
  hosts: ReturnType<typeof healthyHosts>,
  invocation: ReturnType<typeof readInvocation>,
): Promise<number> => {
  const functions = packagedFunctions();
  try {
    const { world } = await given(hosts, { load: functions.load, concurrency: CONCURRENCY });
    world.pauseSchedules(true);
    const result = invocation ? await resultOf(world, invocation.name, invocation.event(world)) : namesOf(world);
    print(result);
    return 'error' in result ? 1 : 0;
  } finally {
    functions.close();
  }
};

/**
 * Invokes one packaged function once in a new simulated AWS, and prints the result as one JSON object. Returns the exit
 * code: 0 when the function returned, 1 when it failed, 2 when it could not be invoked.
 */
export const main = async (args: string[]): Promise<number> => {
  try {
    const typed = readScript(
      {
        name: 'sandbox -- invoke',
        summary: 'Runs one packaged function once in a fresh simulated AWS, and prints what came of it as JSON.',
        arguments: [new Argument('[function]', 'its name, such as budget-kill-switch')],
        options: [
          new Option('--event <file>', 'the event: a file, or - for the standard input'),
          new Option('--hosts <count>', 'how many hosts there are').default('1'),
          new Option('--names', 'print what everything is called, and run nothing'),
        ],
        input: z.object({
          function: z.optional(z.string()),
          event: z.optional(z.string()),
          hosts: z.string(),
          names: flag,
        }),
      },
      args,
    );
    const hosts = healthyHosts(typed.hosts);
    const invocation = readInvocation(typed);
    packageStack();
    return await invoke(hosts, invocation);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    console.error(`${error.message}\n${USAGE}`);
    return 2;
  }
};
