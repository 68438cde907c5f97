import { describe, expect, it } from 'vitest';

import { snapshot } from '../../../infra/documents/snapshot.ts';
import { ec2Client } from '../../../libs/aws/clients.ts';
import { createSignedRequests } from '../../../libs/aws/signed-requests.ts';

const at = new Date('2026-11-20T03:00:00Z');

/** A signer whose session has a token of this length. */
const given = (sessionToken: string) => {
  const slept: number[] = [];
  const clock = { now: () => at, sleep: async (milliseconds: number) => void slept.push(milliseconds) };
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's', sessionToken };
  const requestHandler = {
    handle: () => {
      throw new Error('A request was made.');
    },
  };
  const client = ec2Client({ credentials, clock, requestHandler }, 'us-east-1');
  const { signCreateSnapshot } = createSignedRequests(client, 'us-east-1', clock.now);
  const sign = (description = 'hostkeeper: blog, a * (b)') =>
    signCreateSnapshot('vol-0123', { description, tags: { 'hostkeeper:host': 'blog' } });
  return { sign, slept };
};

describe('a signed request', () => {
  it('has the signature that botocore gives it, for a minute', async () => {
    const url = new URL(await given('TOKEN/+=').sign());
    expect(`${url.origin}${url.pathname}`).toBe('https://ec2.us-east-1.amazonaws.com/');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'CreateSnapshot',
      Version: '2016-11-15',
      VolumeId: 'vol-0123',
      Description: 'hostkeeper: blog, a * (b)',
      'TagSpecification.1.ResourceType': 'snapshot',
      'TagSpecification.1.Tag.1.Key': 'hostkeeper:host',
      'TagSpecification.1.Tag.1.Value': 'blog',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDEXAMPLE/20261120/us-east-1/ec2/aws4_request',
      'X-Amz-Date': '20261120T030000Z',
      'X-Amz-Expires': '60',
      'X-Amz-Security-Token': 'TOKEN/+=',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': 'e9bfac89f4803e0b8280942dd4cf8e69e5b973533375ce0e03a7ba9f0c2fcca7',
    });
  });

  it('fits the document that it is sent to, with a long token and whatever a person wrote', async () => {
    const url = await given(`${'A'.repeat(2000)}/+==`).sign(`before "I" upgrade? $(x) 'ü' {{Url}} \\ ; & | <a>`);
    expect(url).toMatch(new RegExp(snapshot.patterns.Url));
    expect(url.length).toBeLessThan(4096);
  });

  it('waits for the token of the rate limit that it takes when it is made', async () => {
    const { sign, slept } = given('T');
    for (let count = 0; count < 100; count += 1) await sign();
    expect(slept).toEqual([]);
    await sign();
    expect(slept).toEqual([200]);
  });
});
