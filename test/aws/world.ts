import { createCalls } from './calls.ts';
import { createStack } from './cloudformation/stack.ts';
import { createClock } from './clock.ts';
import type { Snapshots } from './ec2/snapshots.ts';
import type { ExistingResources } from './existing.ts';
import { createFaults, type Fault, type Outage } from './faults.ts';
import { createEndpoint, type ApiRequest } from './http/endpoint.ts';
import { createIam } from './iam/index.ts';
import { createInternet } from './internet.ts';
import { fromSource, type FunctionLoader } from './lambda/functions.ts';
import { operationNamed } from './not-simulated.ts';
import { ACCOUNT, type Operation, type Service } from './operation.ts';
import { TIMES } from './quotas.ts';
import { createRegion } from './region.ts';
import { createServices, type MakeRequest } from './service.ts';
import { ACCOUNT_SERVICES, prefixOf } from './services.ts';
import { deploy, type Template } from './template.ts';
import { createThrottle } from './throttle.ts';

/** How a simulated account begins. */
export interface WorldOptions {
  /** The template that `serverless package` wrote. */
  readonly template: Template;
  /** The stage of that template; `prod` by default. */
  readonly stage?: string;
  /** The same seed and the same actions give the same history. */
  readonly seed?: number;
  /** The time at the beginning, in ISO 8601. */
  readonly start?: string;
  /** The home region, where the stack is deployed. */
  readonly region?: string;
  /** Environment variables that override the template's, by the function's capability: what another `--param` packages. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Resources that exist before the deployment. */
  readonly existing?: ExistingResources;
  /** How long a call is under way, in seconds. */
  readonly callSeconds?: readonly [min: number, max: number];
  /** Starts the processes of the functions; by default from their source, in this process. */
  readonly load?: FunctionLoader;
}

type Services = Readonly<Record<string, { readonly service: Service }>>;

const UNIT_MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;
type Duration = Partial<Record<keyof typeof UNIT_MILLISECONDS, number>>;

const millisecondsOf = ({ days = 0, hours = 0, minutes = 0, seconds = 0 }: Duration): number =>
  UNIT_MILLISECONDS.days * days +
  UNIT_MILLISECONDS.hours * hours +
  UNIT_MILLISECONDS.minutes * minutes +
  UNIT_MILLISECONDS.seconds * seconds;

/**
 * A simulated AWS account in this process: deployed from the packaged template, authorized by its roles, on a virtual
 * clock. README.md in this folder says what is simulated.
 */
export const createWorld = (options: WorldOptions) => {
  const {
    template,
    stage = 'prod',
    seed = 1,
    start = '2026-11-01T00:00:00Z',
    region = 'us-east-1',
    environment = {},
    existing = {},
    callSeconds = TIMES.call.seconds,
    load = fromSource,
  } = options;
  const clock = createClock({ start: new Date(start), seed });
  const resources = deploy(template, region);
  const faults = createFaults(clock.now);
  const authorize = createIam(resources('AWS::IAM::Role'));

  const { calls, handle, intercept, watch } = createCalls({
    clock,
    callSeconds,
    throttle: createThrottle(clock.now),
    authorize,
    takeFault: faults.take,
    findOperation: (request) => findOperation(request),
    kill: (roleId) => account.lambda.kill(roleId),
    isKilled: (roleId) => account.lambda.isKilled(roleId),
  });
  const { respond, requestHandler } = createEndpoint(handle, clock.now);

  const account = createServices(ACCOUNT_SERVICES, {
    clock,
    region,
    resources,
    authorize,
    stack: () => stack,
    existing,
    environment,
    load: load({ clock, respond }),
  });
  const { events, lambda, monitoring, route53, sns } = account;

  const makeRequest: MakeRequest = async (url) => {
    const { pathname: path, searchParams: query } = new URL(url);
    const { body } = await respond({ method: 'GET', path, query, headers: {}, body: new Uint8Array() });
    return Buffer.from(body).toString();
  };

  const regions = new Map<string, ReturnType<typeof createRegion>>();
  const snapshotsOf = (name: string): Snapshots => inRegion(name).ec2.snapshots;
  const inRegion = (name: string = region): ReturnType<typeof createRegion> => {
    const emit = (event: object): void => (name === region ? events.emit(event) : undefined);
    const existingRegion = regions.get(name) ?? createRegion({ clock, region: name, emit, snapshotsOf, makeRequest });
    regions.set(name, existingRegion);
    return existingRegion;
  };

  const stack = createStack(region, { region: () => inRegion(), route53 });
  stack.deploy(template);

  const findOperation = ({ service, operation, region: callRegion }: ApiRequest): Operation => {
    const services: Services = account;
    const regionalServices: Services = inRegion(callRegion).services;
    const operations = (services[service] ?? regionalServices[service])?.service ?? {};
    return operationNamed(operations, operation, prefixOf(service));
  };

  /** The names or ARNs of the resources of a type, by their logical ids. */
  const byLogicalId = (type: string, key: 'arn' | 'logicalId'): Readonly<Record<string, string>> =>
    Object.fromEntries(resources(type).map((resource) => [resource.logicalId, resource[key]]));

  return {
    clock,
    autoScaling: (name?: string) => inRegion(name).autoScaling,
    inRegion,
    /** The services that are in no region. */
    services: account,
    route53,
    respond,
    requestHandler,
    /** Updates the stack, as a later deployment does. Functions, roles and alarms cannot be changed. */
    deploy: stack.deploy,
    /** What the stack has under a logical id. */
    resource: stack.resource,
    /** Asks for the page at a name, from the internet. */
    httpGet: (name: string) => createInternet({ region: inRegion(), route53 })(name),
    calls,
    invocations: lambda.invocations,
    logs: lambda.logs,
    events: events.events,
    mails: sns.mails,
    /** Sets the charges of the month so far, in USD: the total, or those of one service. */
    charge: monitoring.charge,
    /** Publishes to a topic as one of AWS's own services. */
    publish: sns.publish,
    emit: events.emit,
    pauseSchedules: events.pauseSchedules,
    setDelivery: events.setDelivery,
    subscribe: sns.subscribe,
    /** The names of the stack's resources, for writing events. */
    names: {
      account: ACCOUNT,
      region,
      stage,
      budgets: byLogicalId('AWS::Budgets::Budget', 'logicalId'),
      alarms: byLogicalId('AWS::CloudWatch::Alarm', 'arn'),
      topics: byLogicalId('AWS::SNS::Topic', 'arn'),
      functions: lambda.names,
    },
    /** Invokes a function of the stack by its capability, and advances the clock until it returns. */
    invoke: (name: string, event: unknown) => lambda.invoke(`hostkeeper-${stage}-${name}`, event),
    /** Advances the clock by a duration. */
    advance: (duration: Duration): Promise<void> => clock.advance(millisecondsOf(duration)),
    intercept,
    watch,
    /** Asynchronous invocations that failed after their last retry: the content of the dead-letter queue. */
    failures: lambda.failures,
    injectFault: (operation: string, fault: Fault): void => faults.inject(operation, fault),
    /** Has every call of an operation, or of every operation (`*`), fail for a while. */
    breakDown: (operation: string, duration: Duration, outage?: Outage): void =>
      faults.breakDown(operation, millisecondsOf(duration), outage),
    isBrokenDown: faults.isBrokenDown,
    /** Removes the faults that have not happened yet, ends the outages, and delivers every event once and in time. */
    clearFaults: (): void => {
      faults.clear();
      events.resetDelivery();
    },
  };
};

export type World = ReturnType<typeof createWorld>;
