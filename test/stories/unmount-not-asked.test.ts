import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { changes, invocationsOf } from '../support/queries.ts';
import { refreshInstance } from '../support/refresh-instance.ts';
import type { World } from '../aws/world.ts';

const blog = { data: true, records: ['blog.example.com'] };
const NOT_ASKED = /could not be asked to unmount/;

/** Every call of an operation fails in this way. */
const failAlways = (world: World, operation: string, error: { code: string; message: string; status?: number }) => {
  for (let nth = 1; nth <= 100; nth += 1) world.injectFault(operation, { ...error, nth });
};

describe('an instance is to terminate and Systems Manager does not take the request to unmount', () => {
  it.each([
    { code: 'InvalidInstanceId', message: 'Instances [[i-1]] not in a valid state for account 111111111111' },
    { code: 'UnsupportedPlatformType', message: 'The document does not support the platform of the instance' },
    { code: 'AccessDeniedException', message: 'not authorized to perform ssm:SendCommand' },
    { code: 'InvalidDocument', message: 'Document with name hostkeeper-prod-unmount-01234567 does not exist.' },
    { code: 'InvalidDocumentVersion', message: 'The document version is not valid or does not exist.' },
    { code: 'InvalidParameters', message: 'The parameters do not fit the document' },
    { code: 'SomethingNew', message: 'a word that AWS adds later' },
    { code: 'InternalServerError', message: 'An error occurred on the server side.', status: 500 },
  ])('because of $code: no run fails, the shutdown releases the volume, and one e-mail says so', async (error) => {
    const { world, group, volume } = await given({ blog });
    failAlways(world, 'SendCommand', error);
    const old = refreshInstance(world);
    await world.advance({ minutes: 10 });
    expect(world.invocations.flatMap((invocation) => invocation.error ?? [])).toEqual([]);
    expect(invocationsOf(world, 'instance-terminate').length).toBeGreaterThan(0);
    expect(changes(world)).not.toContain('DetachVolume');
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
    const [now] = group('blog').instances;
    expect(now?.instanceId).not.toBe(old);
    expect(volume('blog').attachment).toMatchObject({ instanceId: now?.instanceId, mounted: true });
    const notAsked = world.mails.filter(({ body }) => NOT_ASKED.test(body));
    expect(notAsked).toHaveLength(1);
    expect(notAsked[0]?.body).toContain(error.code);
  });

  it('because the host is stopped with the agent gone: it is gone within minutes, with its data', async () => {
    const { world, group, instance, volume } = await given({ blog });
    instance('blog').ssmOnline = false;
    await world.invoke('emergency-shutdown', { hosts: ['blog'], reason: 'a test' });
    await world.advance({ minutes: 10 });
    expect(group('blog').instances).toEqual([]);
    expect(volume('blog').state).toBe('available');
    expect(world.inRegion().ec2.volumes.dataLoss).toEqual([]);
  });
});
