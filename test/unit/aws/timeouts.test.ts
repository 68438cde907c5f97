import { HttpRequest } from '@smithy/core/protocols';
import { describe, expect, it } from 'vitest';

import { createClients } from '../../../infra/commands/cli/clients.ts';
import * as clients from '../../../libs/aws/clients.ts';

const clientConfig: clients.ClientConfig = {
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  clock: { now: () => new Date(), sleep: async () => {} },
};

/** Every client of the functions, and every client of the command, by name. */
const all = Object.entries({
  autoScaling: clients.autoScalingClient(clientConfig, 'us-east-1'),
  cloudWatch: clients.cloudWatchClient(clientConfig, 'us-east-1'),
  ebs: clients.ebsClient(clientConfig, 'us-east-1'),
  ec2: clients.ec2Client(clientConfig, 'us-east-1'),
  ecr: clients.ecrClient(clientConfig, 'us-east-1'),
  ecs: clients.ecsClient(clientConfig, 'us-east-1'),
  route53: clients.route53Client(clientConfig, 'us-east-1'),
  sns: clients.snsClient(clientConfig, 'us-east-1'),
  ssm: clients.ssmClient(clientConfig, 'us-east-1'),
  ...Object.fromEntries(
    Object.entries(createClients()('us-east-1')).map(([name, client]) => [`${name} of the command`, client]),
  ),
});

/** Nothing listens there. A handler has its configuration once it has tried to send something. */
const nowhere = new HttpRequest({ protocol: 'http:', hostname: '127.0.0.1', port: 1, method: 'GET', path: '/' });

describe('every AWS client', () => {
  it('is among these', () => {
    const factories = Object.keys(clients).filter((name) => name.endsWith('Client'));
    expect(all.length).toBe(factories.length + Object.keys(createClients()('us-east-1')).length);
  });

  it.each(all)('gives a call up that is not answered: %s', async (_, { config: { requestHandler } }) => {
    await expect(requestHandler.handle(nowhere)).rejects.toThrow('ECONNREFUSED');
    const config = { connectionTimeout: 3000, requestTimeout: 15_000, throwOnRequestTimeout: true };
    expect(requestHandler).toMatchObject({ config });
  });
});
