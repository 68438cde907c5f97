import type { Platform } from '../../libs/lambda.ts';
import { AwsError, type Call } from './service.ts';
import { readQuery, SPOKEN, writeAnswer, writeError } from './wire.ts';

/** A request that was read: which call it is. */
export interface Request extends Call {
  readonly service: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

interface HttpRequest {
  readonly hostname: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const SCOPE = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/;

/**
 * An AWS endpoint in process, as an SDK's `requestHandler`: requests are written, signed and read as over the network,
 * without a socket. Who calls, which service, and where, stand in the signature, as on AWS; the access key id is the
 * logical id of the caller's role.
 */
export const createEndpoint = (answer: (request: Request) => Promise<unknown>, now: () => Date) => {
  let count = 0;
  const handle = async ({ hostname, headers, body }: HttpRequest) => {
    if (!hostname.endsWith('.amazonaws.com')) throw new Error(`a request leaves the world, for ${hostname}`);
    const [, caller = '', region = '', service = ''] = SCOPE.exec(headers['authorization'] ?? '') ?? [];
    if (!SPOKEN.includes(service)) throw new Error(`the world does not speak ${service || 'to who does not sign'}`);
    const requestId = `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`;
    const respond = (statusCode: number, xml: string) => ({
      response: {
        statusCode,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
        body: Buffer.from(xml),
      },
    });
    try {
      const { operation, input } = readQuery(service, String(body));
      const output = await answer({ caller, region, service, operation, input, at: now() });
      return respond(200, writeAnswer(service, operation, output, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return respond(error.status, writeError(error, requestId));
    }
  };
  return { handle } satisfies Platform['requestHandler'];
};
