import { Readable } from 'node:stream';

import type { Platform } from '../../../libs/runtime/platform.ts';
import { AwsError, type CallContext } from '../operation.ts';
import { answer, type HttpRequest, type HttpResponse } from '../protocols/index.ts';

/** A call: the operation that a request names, its input and its caller. */
export interface ApiRequest extends CallContext {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface SdkHttpRequest {
  readonly hostname: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const SCOPE = /^([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/** The credential of a request, in its header or in its query. */
const credentialOf = ({ headers, query }: HttpRequest): string =>
  /Credential=([^,]+)/.exec(headers['authorization'] ?? '')?.[1] ?? query.get('X-Amz-Credential') ?? '';

/** When a request expires whose signature is in its query; `undefined` for any other. */
const expiryOf = ({ query }: HttpRequest): number | undefined => {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (parts.length === 0) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) + 1000 * Number(query.get('X-Amz-Expires'));
};

const queryOf = (query: SdkHttpRequest['query'] = {}): URLSearchParams =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      (typeof value === 'object' ? (value ?? ['']) : [value]).map((text): [string, string] => [name, text]),
    ),
  );

const bytesOf = (body: unknown): Uint8Array => {
  if (body === undefined || typeof body === 'string') return Buffer.from(body ?? '');
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  throw new TypeError('The simulator cannot read a streamed body.');
};

/** An SDK `requestHandler` that calls an endpoint in this process. It throws for a host outside AWS. */
export const inProcessHandler = (respond: (request: HttpRequest) => Promise<HttpResponse>) =>
  ({
    handle: async (
      { hostname, method = 'POST', path = '/', query, headers, body }: SdkHttpRequest,
      { abortSignal }: { readonly abortSignal?: { readonly aborted: boolean } } = {},
    ) => {
      if (abortSignal?.aborted === true) throw new DOMException('The request was aborted.', 'AbortError');
      if (!hostname.endsWith('.amazonaws.com')) throw new Error(`A request leaves the simulated AWS, for ${hostname}.`);
      const response = await respond({ method, path, query: queryOf(query), headers, body: bytesOf(body) });
      const bytes = Buffer.from(response.body);
      const content = response.isStream === true ? Readable.from([bytes]) : bytes;
      return { response: { statusCode: response.status, headers: response.headers, body: content } };
    },
  }) satisfies Platform['requestHandler'];

/**
 * An AWS endpoint. It reads the caller, the service and the region from the signature, as AWS does; the access key id is the
 * logical id of the caller's role. The signature is not verified.
 */
export const createEndpoint = (handle: (request: ApiRequest) => Promise<unknown>, now: () => Date) => {
  let count = 0;

  /** Responds to an HTTP request. Throws `NoReply` where AWS never answers. */
  const respond = async (request: HttpRequest): Promise<HttpResponse> => {
    const [, caller = '', region = '', service = ''] = SCOPE.exec(credentialOf(request)) ?? [];
    const requestId = `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
    const response = await answer(service, request, requestId, async (operation, input) => {
      if ((expiryOf(request) ?? Infinity) < now().getTime())
        throw new AwsError('RequestExpired', 'Request has expired.');
      return handle({ caller, region, service, operation, input, at: now() });
    });
    return { ...response, headers: { ...response.headers, 'x-amzn-requestid': requestId } };
  };

  return { respond, requestHandler: inProcessHandler(respond) };
};
