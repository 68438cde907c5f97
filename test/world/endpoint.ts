import type { Platform } from '../../libs/runtime/handler.ts';
import { AwsError, type Call } from './service.ts';
import { type Heard, readRequest, type Spoken, type Wired, writeAnswer, writeError } from './wire.ts';
import { serviceOf } from './wire/schemas.ts';

/** A request that was read: which call it is. */
export interface Request extends Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface HttpRequest {
  readonly hostname: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const SCOPE = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

const queryOf = (query: HttpRequest['query'] = {}): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (typeof value === 'object' ? (value ?? ['']) : [value]).map((one): [string, string] => [name, one]),
    ),
  );

const bytesOf = (body: unknown): Uint8Array => {
  if (body === undefined || typeof body === 'string') return Buffer.from(body ?? '');
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  throw new TypeError('the world cannot read a body in pieces');
};

/** Speaks to an endpoint in process, without a socket, as an SDK's `requestHandler`. */
export const inProcess = (respond: (wired: Wired) => Promise<Spoken>) =>
  ({
    handle: async ({ hostname, method = 'POST', path = '/', query, headers, body }: HttpRequest) => {
      if (!hostname.endsWith('.amazonaws.com')) throw new Error(`a request leaves the world, for ${hostname}`);
      const spoken = await respond({ method, path, query: queryOf(query), headers, body: bytesOf(body) });
      return { response: { statusCode: spoken.status, headers: spoken.headers, body: Buffer.from(spoken.body) } };
    },
  }) satisfies Platform['requestHandler'];

/**
 * An AWS endpoint: requests are written, signed and read as over the network. Who calls, which service, and where, stand
 * in the signature, as on AWS; the access key id is the logical id of the caller's role.
 */
export const createEndpoint = (answer: (request: Request) => Promise<unknown>, now: () => Date) => {
  let count = 0;

  /** Answers a request as it came over HTTP. Throws when it asks for what no AWS would answer. */
  const respond = async (wired: Wired): Promise<Spoken> => {
    const [, caller = '', region = '', service = ''] = SCOPE.exec(wired.headers['authorization'] ?? '') ?? [];
    let { protocol } = serviceOf(service);
    const requestId = `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
    const withId = ({ status, headers, body }: Spoken): Spoken => ({
      status,
      headers: { ...headers, 'x-amzn-requestid': requestId },
      body,
    });
    try {
      const heard: Heard = await readRequest(service, wired);
      protocol = heard.protocol;
      const { operation, input } = heard;
      const output = await answer({ caller, region, service, operation, input, at: now() });
      return withId(writeAnswer(service, heard, output, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return withId(writeError(protocol, error, requestId));
    }
  };

  return { respond, requestHandler: inProcess(respond) };
};
