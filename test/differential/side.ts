import { serviceNamed } from '../aws/services.ts';

/** What became of a call. */
export type Outcome =
  | { readonly ok: true; readonly output: object }
  | { readonly ok: false; readonly code: string; readonly status: number | undefined; readonly message: string };

/** One of the two that are compared: a way to call AWS. */
export type Side = (call: string, input: object) => Promise<Outcome>;

type ClientClass = new (settings: object) => { readonly send: (command: object) => Promise<object> };
type CommandClass = new (input: object) => object;

/** Whoever calls: the owner of the account. */
const SETTINGS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
  maxAttempts: 1,
} as const;

/** The client of a service, which the module of the SDK exports by a name of its own. */
const clientClass = (module: object): ClientClass => {
  const name = Object.keys(module).find((key) => /^[A-Z]\w+Client$/.test(key)) ?? '';
  const found: ClientClass = Reflect.get(module, name);
  return found;
};

/** Calls with the SDK's own clients. A call is `<service>:<operation>`, by the names of the registry. */
export const createSide = (settings: object): Side => {
  const clients = new Map<string, InstanceType<ClientClass>>();
  return async (call, input) => {
    const [service = '', operation = ''] = call.split(':');
    const module = serviceNamed(service)?.api?.client ?? {};
    const client = clients.get(service) ?? new (clientClass(module))({ ...SETTINGS, ...settings });
    clients.set(service, client);
    const Command: CommandClass = Reflect.get(module, `${operation}Command`);
    try {
      const { $metadata: _, ...output } = { $metadata: {}, ...(await client.send(new Command(input))) };
      return { ok: true, output };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const { httpStatusCode: status }: { httpStatusCode?: number } = Reflect.get(error, '$metadata') ?? {};
      return { ok: false, code: error.name, status, message: error.message };
    }
  };
};
