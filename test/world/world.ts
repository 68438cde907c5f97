import { createAccount, type Standing } from './account.ts';
import { TIMES } from './aws.ts';
import { createBudgets } from './budgets.ts';
import { createClock } from './clock.ts';
import { createCloudWatch } from './cloud-watch.ts';
import { createEndpoint, type Request } from './endpoint.ts';
import { createEventBridge } from './event-bridge.ts';
import { fromSource, type Load } from './functions.ts';
import { createIam } from './iam.ts';
import { createLambda } from './lambda.ts';
import { createRegion } from './region.ts';
import { createRoute53 } from './route-53.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from './service.ts';
import { createSns } from './sns.ts';
import { deploy, type Template } from './template.ts';
import { createThrottle } from './throttle.ts';

/** A call that was made, and what AWS said where it refused. */
export interface MadeCall extends Request {
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
export interface Beginning {
  /** What `serverless package` wrote. */
  readonly template: Template;
  readonly seed?: number;
  readonly start?: string;
  readonly region?: string;
  /** Environment variables that another `--param` would have packaged, by the function's capability. */
  readonly environment?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What stands in the account already. */
  readonly standing?: Standing;
  /** How long a call is on its way, from least to most. */
  readonly callSeconds?: readonly [number, number];
  /** Where the functions come from: their source, unless said otherwise. */
  readonly load?: Load;
}

const DAY = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1000 } as const;
type Duration = Partial<Record<keyof typeof DAY, number>>;

/**
 * A small, honest AWS in process: deployed from the packaged template, authorised by its roles, on a virtual clock. The
 * same seed and the same deeds make the same world.
 */
export const createWorld = (beginning: Beginning) => {
  const {
    template,
    seed = 1,
    start = '2026-11-01T00:00:00Z',
    region = 'us-east-1',
    environment = {},
    callSeconds = TIMES.call.seconds,
    load = fromSource,
  } = beginning;
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

  const calls: MadeCall[] = [];
  const faults: { operation: string; left: number; fault: Fault }[] = [];
  const watchers: ((request: Request) => void)[] = [];
  const interludes: { operation: string; run: () => Promise<void> }[] = [];

  const faultOf = ({ operation, region: where, caller }: Request): Fault | undefined => {
    const due = faults.filter(
      ({ operation: kind, fault }) =>
        (kind === operation || kind === '*') &&
        (fault.region ?? where) === where &&
        (fault.caller ?? caller) === caller,
    );
    for (const one of due) one.left -= 1;
    const struck = due.find(({ left }) => left === 0);
    if (struck) faults.splice(faults.indexOf(struck), 1);
    return struck?.fault;
  };

  const throttle = createThrottle(clock.now);
  const account = createAccount(beginning.standing ?? {});
  const serviceIn = (service: string, where: string): Service =>
    ({
      ...inRegion(where).services,
      route53: route53.service,
      sns: sns.service,
      events: eventBridge.service,
      monitoring: cloudWatch.service,
      ...account,
      lambda: { ...account.lambda, ...lambda.service },
    })[service] ?? {};

  const arrive = async (request: Request): Promise<unknown> => {
    const { service, operation, caller, region: where } = request;
    throttle(request);
    const known: Operation | undefined = serviceIn(service, where)[operation];
    if (!known) throw new AwsError('InvalidAction', `The action ${operation} is not valid for this web service.`);
    // The wire has read the input by the operation's own schema.
    const input = request.input as never;
    await authorize(caller, service, operation, known.access?.(input, request) ?? [{ resource: '*' }]);
    const fault = faultOf(request);
    if (fault?.fatal === true) lambda.kill(caller);
    const lost = fault && new AwsError(fault.code, fault.message, fault.status);
    if (lost && fault.when !== 'after') throw lost;
    const output = await known.answer(input, request);
    for (const watch of watchers) watch(request);
    if (lost) throw lost;
    return output;
  };

  const answer = async (request: Request): Promise<unknown> => {
    const { operation, caller } = request;
    if (lambda.isDead(caller)) throw new Error('the process has died');
    const made: MadeCall = { ...request };
    calls.push(made);
    try {
      const at = interludes.findIndex((one) => one.operation === operation);
      const [interlude] = at === -1 ? [] : interludes.splice(at, 1);
      if (interlude) await clock.aside(interlude.run);
      await clock.travel(clock.within(callSeconds));
      return await clock.running(() => arrive(request));
    } catch (error) {
      made.error = String(error);
      throw error;
    }
  };

  const { respond, requestHandler } = createEndpoint(answer, clock.now);
  const lambda = createLambda({
    clock,
    region,
    concurrency: beginning.standing?.concurrency ?? 1000,
    functions: resources('AWS::Lambda::Function'),
    invokeConfigs: resources('AWS::Lambda::EventInvokeConfig'),
    environment,
    roles,
    load: load({ clock, respond }),
  });
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
    rest: eventBridge.rest,
    misdeliver: eventBridge.misdeliver,
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
        DAY.days * (duration.days ?? 0) +
          DAY.hours * (duration.hours ?? 0) +
          DAY.minutes * (duration.minutes ?? 0) +
          DAY.seconds * (duration.seconds ?? 0),
      ),
    /** Runs something once, when the next call of an operation has left and before it arrives. */
    before: (operation: string, run: () => Promise<void>): void => void interludes.push({ operation, run }),
    /** Sees each call just after it took effect, whether or not its reply arrives. */
    watch: (watcher: (request: Request) => void): void => void watchers.push(watcher),
    /** What came to the failure queue. */
    failures: lambda.failures,
    /** Makes a call of an operation, or of any (`*`), go wrong. */
    refuse: (operation: string, fault: Fault): void => void faults.push({ operation, left: fault.nth, fault }),
    /** Lets no call go wrong any more that has not gone wrong yet, and delivers events as AWS mostly does. */
    calm: (): void => {
      faults.length = 0;
      eventBridge.calm();
    },
  };
};

export type World = ReturnType<typeof createWorld>;
