import { CreateSnapshotCommand, type CreateSnapshotCommandInput, type EC2Client } from '@aws-sdk/client-ec2';
import { SignatureV4 } from '@smithy/signature-v4';
import type { FinalizeRequestMiddleware, MetadataBearer } from '@smithy/types';

import { type NewSnapshot, toCreateSnapshot } from './snapshots.ts';

/**
 * How long AWS is asked to take a signed request, in seconds. What it takes is between this and 15 minutes: services differ.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 * https://github.com/aws/aws-sdk-go/issues/2167
 */
const EXPIRY_SECONDS = 60;

/** As AWS encodes what it signs. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** The form of a request, as SDK clients write it. */
const formIn = (request: unknown): URLSearchParams => {
  if (typeof request !== 'object' || request === null || !('body' in request) || typeof request.body !== 'string')
    throw new Error('the request has no form');
  return new URLSearchParams(request.body);
};

/** A middleware that keeps the form of a request, instead of sending it. */
const keepForm =
  <I extends object, O extends MetadataBearer>(
    keep: (form: URLSearchParams) => void,
    output: O,
  ): FinalizeRequestMiddleware<I, O> =>
  () =>
  async ({ request }) => {
    keep(formIn(request));
    return { response: undefined, output };
  };

/** Signs requests for others to make, in the name of a client's role. */
export interface SignedRequests {
  /**
   * The URL whose retrieval creates this snapshot, and can do nothing else. It waits for the token that the request takes
   * of the client's rate limit. Throws the SDK's errors.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
   */
  readonly signCreateSnapshot: (volumeId: string, snapshot: NewSnapshot) => Promise<string>;
}

export const createSignedRequests = (client: EC2Client, region: string, now: () => Date): SignedRequests => ({
  signCreateSnapshot: async (volumeId, snapshot) => {
    const command = new CreateSnapshotCommand(toCreateSnapshot(volumeId, snapshot));
    let query: Readonly<Record<string, string>> = {};
    const middleware = keepForm<CreateSnapshotCommandInput, { $metadata: object }>(
      (form) => {
        query = Object.fromEntries(form);
      },
      { $metadata: {} },
    );
    command.middlewareStack.addRelativeTo(middleware, {
      relation: 'after',
      toMiddleware: 'rateLimit',
      name: 'keepForm',
    });
    await client.send(command);
    const { credentials, sha256, endpointProvider } = client.config;
    // AWS's own endpoint, also where this process reaches AWS by another one.
    const { hostname } = endpointProvider({ Region: region, UseFIPS: false, UseDualStack: false }).url;
    const signer = new SignatureV4({ service: 'ec2', region, credentials, sha256 });
    const signed = await signer.presign(
      { method: 'GET', protocol: 'https:', hostname, path: '/', query, headers: { host: hostname } },
      { expiresIn: EXPIRY_SECONDS, signingDate: now() },
    );
    const parameters = Object.entries(signed.query ?? {}).map(([name, value]) => `${name}=${encode(String(value))}`);
    return `https://${hostname}/?${parameters.join('&')}`;
  },
});
