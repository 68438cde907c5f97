import { createPreexisting, type ExistingResources } from './preexisting/index.ts';
import { TIMES } from './quotas.ts';
import { createBudgets } from './budgets/index.ts';
import { createClock } from './clock.ts';
import { createCloudWatch } from './cloudwatch/index.ts';
import { createEndpoint, type ApiRequest } from './http/endpoint.ts';
import { createEventBridge } from './eventbridge/index.ts';
import { fromSource, type FunctionLoader } from './lambda/functions.ts';
import { createIam } from './iam/index.ts';
import { createLambda } from './lambda/index.ts';
import { createLogs } from './logs/index.ts';
import { createRegion } from './region.ts';
import { createRoute53 } from './route53/index.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from './operation.ts';
import { createSns } from './sns/index.ts';
import { deploy, type Template } from './template.ts';
import { createThrottle } from './throttle.ts';

/** A call that was made, and what AWS said where it refused. */
export interface RecordedCall extends ApiRequest {
  error?: string;
}

/** How a call goes wrong: the nth of its kind from now on. */
export interface Fault {
  readonly nth: number;
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  /** Only in this region. */
  readonly region?: string;
  /** Only the calls of this role. */
  readonly caller?: string;
  /** Before it takes effect, unless said otherwise: `after`, the reply is lost. */
  readonly when?: 'before' | 'after';
  /** The process that made the call dies with it: whatever it still wants to call is never heard. */
  readonly fatal?: boolean;
}

/** A world to begin with. */
export interface WorldOptions {
  /** What `serverless package` wrote. */
  readonly template: Template;
  readonly seed?: number;
  readonly start?: string;
  readonly region?: string;
  /** Environment variables that another `--param` would have packaged, by the function's capability. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What stands in the account already. */
  readonly existing?: ExistingResources;
  /** How long a call is on its way, from least to most. */
  readonly callSeconds?: readonly [number, number];
  /** Where the functions come from: their source, unless said otherwise. */
  readonly load?: FunctionLoader;
}

const UNIT_MILLISECONDS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;
type Duration = Partial<Record<keyof typeof UNIT_MILLISECONDS, number>>;

/**
 * A small, honest AWS in process: deployed from the packaged template, authorised by its roles, on a virtual clock. The
 * same seed and the same deeds make the same world.
 */
export const createWorld = (options: WorldOptions) => {
  const {
    template,
    seed = 1,
    start = '2026-11-01T00:00:00Z',
    region = 'us-east-1',
    environment = {},
    callSeconds = TIMES.call.seconds,
    load = fromSource,
  } = options;
  const clock = createClock({ start: new Date(start), seed });
  const resources = deploy(template, region);
  const roles = resources('AWS::IAM::Role');
  const authorize = createIam(roles);
  const sns = createSns(clock, (arn, event) => lambda.invokeAsync(arn, event));
  for (const { arn } of resources('AWS::SNS::Topic')) sns.createTopic(arn);
  for (const { properties } of resources('AWS::SNS::Subscription')) {
    sns.subscribe(String(properties['TopicArn']), String(properties['Protocol']), String(properties['Endpoint']));
  }

  const regions = new Map<string, ReturnType<typeof createRegion>>();
  /** Only the home region has a bus: the others are there for the budget's functions. */
  const inRegion = (name: string = region) => {
    const emit = (event: object): void => (name === region ? eventBridge.emit(event) : undefined);
    const known = regions.get(name) ?? createRegion({ clock, region: name, emit });
    regions.set(name, known);
    return known;
  };
  const route53 = createRoute53({ clock });

  const calls: RecordedCall[] = [];
  const faults: { operation: string; left: number; fault: Fault }[] = [];
  const watchers: ((request: ApiRequest) => void)[] = [];
  const interceptors: { operation: string; run: () => Promise<void> }[] = [];

  const takeFault = ({ operation, region: where, caller }: ApiRequest): Fault | undefined => {
    const due = faults.filter(
      ({ operation: kind, fault }) =>
        (kind === operation || kind === '*') &&
        (fault.region ?? where) === where &&
        (fault.caller ?? caller) === caller,
    );
    for (const one of due) one.left -= 1;
    const matching = due.find(({ left }) => left === 0);
    if (matching) faults.splice(faults.indexOf(matching), 1);
    return matching?.fault;
  };

  const throttle = createThrottle(clock.now);
  const preexisting = createPreexisting(options.existing ?? {});
  const serviceIn = (service: string, where: string): Service =>
    ({
      ...inRegion(where).services,
      route53: route53.service,
      sns: sns.service,
      events: eventBridge.service,
      monitoring: cloudWatch.service,
      ...preexisting,
      lambda: { ...preexisting.lambda, ...lambda.service },
      logs: { ...preexisting.logs, ...logs.service },
    })[service] ?? {};

  const execute = async (request: ApiRequest): Promise<unknown> => {
    const { service, operation, caller, region: where } = request;
    throttle(request);
    const handler: Operation | undefined = serviceIn(service, where)[operation];
    if (!handler) throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
    // The wire has read the input by the operation's own schema.
    const input = request.input as never;
    await authorize(caller, service, operation, handler.authorization?.(input, request) ?? [{ resource: '*' }]);
    const fault = takeFault(request);
    if (fault?.fatal === true) lambda.kill(caller);
    const failure = fault && new AwsError(fault.code, fault.message, fault.status);
    if (failure && fault.when !== 'after') throw failure;
    const output = await handler.handle(input, request);
    for (const watch of watchers) watch(request);
    if (failure) throw failure;
    return output;
  };

  const handleCall = async (request: ApiRequest): Promise<unknown> => {
    const { operation, caller } = request;
    if (lambda.isKilled(caller)) throw new Error('the process has died');
    const recorded: RecordedCall = { ...request };
    calls.push(recorded);
    try {
      const at = interceptors.findIndex((one) => one.operation === operation);
      const [interceptor] = at === -1 ? [] : interceptors.splice(at, 1);
      if (interceptor) await clock.whileYielding(interceptor.run);
      await clock.delay(clock.drawMilliseconds(callSeconds));
      return await clock.track(() => execute(request));
    } catch (error) {
      recorded.error = String(error);
      throw error;
    }
  };

  const { respond, requestHandler } = createEndpoint(handleCall, clock.now);
  const lambda = createLambda({
    clock,
    region,
    concurrency: options.existing?.concurrency ?? 1000,
    functions: resources('AWS::Lambda::Function'),
    invokeConfigs: resources('AWS::Lambda::EventInvokeConfig'),
    environment,
    roles,
    load: load({ clock, respond }),
  });
  const logs = createLogs({ region, functions: lambda.names, logs: lambda.logs });
  const eventBridge = createEventBridge({
    clock,
    region,
    rules: resources('AWS::Events::Rule'),
    deliver: lambda.invokeAsync,
  });
  const alarms = resources('AWS::CloudWatch::Alarm');
  const charge = (usd: number, service?: string): void => {
    cloudWatch.charge(usd, service);
    if (service === undefined) budgets.spend(usd);
  };
  const cloudWatch = createCloudWatch({ clock, alarms, emit: eventBridge.emit, publish: sns.publish, charged: charge });
  const budgets = createBudgets({
    clock,
    budgets: resources('AWS::Budgets::Budget'),
    publish: sns.publish,
    send: sns.send,
  });

  return {
    clock,
    autoScaling: (name?: string) => inRegion(name).autoScaling,
    inRegion,
    route53,
    respond,
    requestHandler,
    calls,
    invocations: lambda.invocations,
    logs: lambda.logs,
    events: eventBridge.events,
    mails: sns.mails,
    /** What the month has cost so far, in USD: the total, or one service's. */
    charge,
    /** A message on a topic that one of AWS's own services sends. */
    publish: sns.publish,
    emit: eventBridge.emit,
    pauseSchedules: eventBridge.pauseSchedules,
    setDelivery: eventBridge.setDelivery,
    subscribe: sns.subscribe,
    /** What its things are called, so that an event can be written for it. */
    names: {
      account: ACCOUNT,
      region,
      stage: 'prod',
      budgets: Object.fromEntries(resources('AWS::Budgets::Budget').map(({ logicalId }) => [logicalId, logicalId])),
      alarms: Object.fromEntries(alarms.map(({ logicalId, arn }) => [logicalId, arn])),
      topics: Object.fromEntries(resources('AWS::SNS::Topic').map(({ logicalId, arn }) => [logicalId, arn])),
      functions: lambda.names,
    },
    /** Invokes a function of the stage `prod` by the name of its capability. */
    invoke: (name: string, event: unknown) => lambda.invoke(`hostkeeper-prod-${name}`, event),
    advance: (duration: Duration): Promise<void> =>
      clock.advance(
        UNIT_MILLISECONDS.days * (duration.days ?? 0) +
          UNIT_MILLISECONDS.hours * (duration.hours ?? 0) +
          UNIT_MILLISECONDS.minutes * (duration.minutes ?? 0) +
          UNIT_MILLISECONDS.seconds * (duration.seconds ?? 0),
      ),
    /** Runs something once, when the next call of an operation has left and before it arrives. */
    intercept: (operation: string, run: () => Promise<void>): void => void interceptors.push({ operation, run }),
    /** Sees each call just after it took effect, whether or not its reply arrives. */
    watch: (watcher: (request: ApiRequest) => void): void => void watchers.push(watcher),
    /** What came to the failure queue. */
    failures: lambda.failures,
    /** Makes a call of an operation, or of any (`*`), go wrong. */
    injectFault: (operation: string, fault: Fault): void => void faults.push({ operation, left: fault.nth, fault }),
    /** Lets no call go wrong any more that has not gone wrong yet, and delivers events as AWS mostly does. */
    clearFaults: (): void => {
      faults.length = 0;
      eventBridge.resetDelivery();
    },
  };
};

export type World = ReturnType<typeof createWorld>;
