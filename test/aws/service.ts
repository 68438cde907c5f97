import type { DeployedStack } from './cloudformation/deployed-stack.ts';
import type { Clock } from './clock.ts';
import type { Snapshots } from './ec2/snapshots.ts';
import type { ExistingResources } from './existing.ts';
import type { FunctionDefinition, RunningFunction } from './lambda/running-function.ts';
import type { AuthorizationRequest, Service } from './operation.ts';
import type { Bucket } from './quotas.ts';
import type { Resource } from './template.ts';

/** The wire protocol of a service. https://smithy.io/2.0/aws/protocols/index.html */
export type Protocol = 'query' | 'ec2' | 'json' | 'rest-json' | 'rest-xml';

/** The API of a service, as its SDK client describes it. */
export interface ServiceApi {
  /** The module of the SDK client: it exports the schema of each operation as `<Operation>$`. */
  readonly client: object;
  readonly protocol: Protocol;
  /** The XML namespace of its responses; absent where the protocol is JSON. */
  readonly namespace?: string;
}

/** What the simulator knows of a service before an account exists. */
export interface ServiceDescription {
  /** Absent for a service that nothing calls. */
  readonly api?: ServiceApi;
  /** The code of its authorization error; `AccessDenied` by default. */
  readonly deniedCode?: string;
  /** The prefix of its IAM actions, where it is not the name in the credential scope. */
  readonly iamPrefix?: string;
  /** Operations whose IAM action has another name. https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html */
  readonly iamActions?: Readonly<Record<string, string>>;
  /**
   * Whether `DryRun` in the input of an operation asks for the answer of IAM alone.
   * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonParameters.html
   */
  readonly hasDryRun?: true;
  /** Its API rate limits; an operation draws from every bucket that matches. Absent for no limit. */
  readonly buckets?: readonly Bucket[];
}

/** A simulated service: its description, and the factory of its state. */
export interface ServiceDefinition<Context, Created extends { readonly service: Service }> extends ServiceDescription {
  /** `peers` are the other services of the same scope; they are complete once every service is created. */
  readonly create: (context: Context) => Created;
}

/** Retrieves a URL as a process on an instance does, and returns the body of the answer. Throws `NoReply`. */
export type MakeRequest = (url: string) => Promise<string>;

/** What a service with a state in each region is created with. */
export interface RegionContext {
  readonly clock: Clock;
  readonly region: string;
  /** Puts an event on the default bus. Only the home region has one; elsewhere the event is dropped. */
  readonly emit: (event: object) => void;
  readonly makeRequest?: MakeRequest | undefined;
  /** The snapshots of another region. */
  readonly snapshotsOf?: (region: string) => Snapshots;
}

/** What a service with one state in the account is created with. */
export interface AccountContext {
  readonly clock: Clock;
  /** The home region, where the stack is deployed. */
  readonly region: string;
  /** The resources of the stack, by type. */
  readonly resources: (type: string) => readonly Resource[];
  /** The stack itself, which is deployed once the services are there. */
  readonly stack: () => DeployedStack;
  /** Throws where the policies of a role do not allow a call. */
  readonly authorize: (
    caller: string,
    service: string,
    operation: string,
    requests: readonly AuthorizationRequest[],
  ) => Promise<void>;
  readonly existing: ExistingResources;
  /** Environment variables that override the template's, by the function's capability. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Starts a process of a function. */
  readonly load: (definition: FunctionDefinition) => Promise<RunningFunction>;
}

/** The services that a set of definitions creates, by the same names. */
export type ServicesOf<Definitions> = {
  readonly [Name in keyof Definitions]: Definitions[Name] extends ServiceDefinition<never, infer Created>
    ? Created
    : never;
};

/**
 * Creates every service of a set. A service that reads a peer while it is created has that peer created first. Throws when
 * two services read each other while they are created: one of them must read the other later, when it is called.
 */
export const createServices = <
  Context extends object,
  Definitions extends Readonly<
    Record<
      string,
      ServiceDefinition<Context & { readonly peers: ServicesOf<Definitions> }, { readonly service: Service }>
    >
  >,
>(
  definitions: Definitions,
  context: Context,
): ServicesOf<Definitions> => {
  const peers = {} as ServicesOf<Definitions>;
  for (const [name, { create }] of Object.entries(definitions)) {
    let created: ReturnType<typeof create> | 'creating' | undefined;
    const get = (): ReturnType<typeof create> => {
      if (created === 'creating') throw new Error(`The service ${name} is read while it is created.`);
      if (created) return created;
      created = 'creating';
      return (created = create({ ...context, peers }));
    };
    Object.defineProperty(peers, name, { enumerable: true, get });
  }
  // Reading a property creates its service: `Object.values` reads them in the order of the registry.
  Object.values(peers);
  return peers;
};
