import { AttachVolumeCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient, UpdateContainerInstancesStateCommand } from '@aws-sdk/client-ecs';
import { GetFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from '@aws-sdk/client-route-53';
import { SSMClient, SendCommandCommand } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';

import { createEndpoint, type ApiRequest } from '../http/endpoint.ts';
import { AwsError } from '../operation.ts';

/** Clients of an endpoint with a fixed response, and the calls that it received. */
const clients = (response: () => unknown) => {
  const received: ApiRequest[] = [];
  const { requestHandler } = createEndpoint(
    async (request) => {
      received.push(request);
      return response();
    },
    () => new Date(0),
  );
  const settings = {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'SomeRole', secretAccessKey: 'secret' },
    requestHandler,
    maxAttempts: 1,
  };
  return {
    received,
    ec2: new EC2Client(settings),
    ecs: new ECSClient(settings),
    lambda: new LambdaClient(settings),
    route53: new Route53Client(settings),
    ssm: new SSMClient(settings),
  };
};

const at = new Date('2026-11-14T06:03:20Z');
const record = { Name: 'blog.example.com.', Type: 'A' as const, TTL: 60, ResourceRecords: [{ Value: '203.0.113.7' }] };
const change = {
  HostedZoneId: 'Z1',
  ChangeBatch: {
    Comment: 'blog <&> shop',
    Changes: [
      {
        Action: 'UPSERT' as const,
        ResourceRecordSet: record,
      },
    ],
  },
};

describe('a service is reached by', () => {
  it("EC2's query protocol: lists, filters and times in both directions", async () => {
    const Attachments = [{ InstanceId: 'i-1', State: 'attached' as const, AttachTime: at }];
    const { ec2, received } = clients(() => ({
      Volumes: [{ VolumeId: 'vol-1', Size: 2, Attachments }],
      NextToken: 'more',
    }));
    const input = {
      Filters: [{ Name: 'tag:a', Values: ['x y', 'z'] }],
      VolumeIds: ['vol-1', 'vol-2'],
      MaxResults: 500,
    };
    const response = await ec2.send(new DescribeVolumesCommand(input));
    expect(received[0]).toMatchObject({ service: 'ec2', operation: 'DescribeVolumes', input });
    expect(response).toMatchObject({ Volumes: [{ VolumeId: 'vol-1', Size: 2, Attachments }], NextToken: 'more' });
  });

  it("EC2's query protocol: errors with their codes", async () => {
    const { ec2 } = clients(() => {
      throw new AwsError('VolumeInUse', 'vol-1 is already attached');
    });
    const attach = new AttachVolumeCommand({ VolumeId: 'vol-1', InstanceId: 'i-1', Device: '/dev/sdf' });
    await expect(ec2.send(attach)).rejects.toMatchObject({ name: 'VolumeInUse', message: 'vol-1 is already attached' });
  });

  it('REST with XML: the zone in the path, the changes in the body', async () => {
    const { route53, received } = clients(() => ({
      ChangeInfo: { Id: '/change/C1', Status: 'PENDING', SubmittedAt: at },
    }));
    const response = await route53.send(new ChangeResourceRecordSetsCommand(change));
    expect(received[0]).toMatchObject({ service: 'route53', operation: 'ChangeResourceRecordSets', input: change });
    expect(response.ChangeInfo).toMatchObject({ Status: 'PENDING', SubmittedAt: at });
  });

  it('REST with XML: input in the query, and lists in the response', async () => {
    const { route53, received } = clients(() => ({
      ResourceRecordSets: [record, record],
      IsTruncated: false,
      MaxItems: 300,
    }));
    const input = { HostedZoneId: 'Z1', StartRecordName: 'blog.example.com', MaxItems: 300 };
    const response = await route53.send(new ListResourceRecordSetsCommand(input));
    expect(received[0]).toMatchObject({ operation: 'ListResourceRecordSets', input });
    expect(response).toMatchObject({ IsTruncated: false, ResourceRecordSets: [record, record] });
  });

  it('JSON: ECS and Systems Manager', async () => {
    const { ecs, ssm, received } = clients(() => ({
      Command: { CommandId: 'c', RequestedDateTime: at },
      containerInstances: [{ containerInstanceArn: 'arn', status: 'DRAINING' }],
    }));
    const drain = { cluster: 'c', containerInstances: ['arn'], status: 'DRAINING' as const };
    const send = {
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: ['i-1'],
      Parameters: { commands: ['sync', 'exit 0'] },
    };
    const drained = await ecs.send(new UpdateContainerInstancesStateCommand(drain));
    const sent = await ssm.send(new SendCommandCommand(send));
    expect(received.map(({ input }) => input)).toMatchObject([drain, send]);
    expect(drained.containerInstances).toMatchObject([{ status: 'DRAINING' }]);
    expect(sent.Command?.RequestedDateTime).toEqual(at);
  });

  it('REST with JSON: names in the path, bytes as the body, an error with its code', async () => {
    const { lambda, received } = clients(() => ({ StatusCode: 200, Payload: Buffer.from('{"ok":true}') }));
    const Payload = Buffer.from('{"dryRun":true}');
    const response = await lambda.send(new InvokeCommand({ FunctionName: 'reconcile', Payload }));
    expect(received[0]).toMatchObject({ operation: 'Invoke', input: { FunctionName: 'reconcile' } });
    expect(response.Payload?.transformToString()).toBe('{"ok":true}');
    const { lambda: empty } = clients(() => {
      throw new AwsError('ResourceNotFoundException', 'no such function', 404);
    });
    await expect(empty.send(new GetFunctionCommand({ FunctionName: 'none' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'no such function',
    });
  });
});
