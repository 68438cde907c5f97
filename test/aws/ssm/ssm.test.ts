import { describe, expect, it } from 'vitest';

import { createSsm } from './index.ts';
import { awsError, ownerCall, startClock } from '../fixtures.ts';

const REGION = 'eu-central-1';

/** A region whose instance `i-1` has an agent, and the scripts that the agent ran. */
const givenAgent = (
  result: { seconds: number; exitCode: number; output?: string } | undefined = { seconds: 10, exitCode: 0 },
  listedAfterSeconds: readonly [number, number] = [0, 0],
) => {
  const clock = startClock();
  const ran: unknown[] = [];
  const { service } = createSsm({
    clock,
    region: REGION,
    isOnline: (instanceId) => instanceId !== 'i-silent',
    isOld: () => false,
    run: (instanceId, { commands }) => {
      ran.push([instanceId, ...commands]);
      return result;
    },
    tagsOf: (instanceId) => (instanceId === 'i-1' ? { stage: 'prod' } : {}),
    listedAfterSeconds,
  });
  const call = () => ownerCall(clock, REGION);
  const input = {
    InstanceIds: ['i-1'],
    DocumentName: 'AWS-RunShellScript',
    Comment: 'let go',
    TimeoutSeconds: 30,
    Parameters: { commands: ['sync', 'umount /data'], executionTimeout: ['60'] },
  };
  const send = (overrides: Partial<Parameters<typeof service.SendCommand.handle>[0]> = {}) =>
    service.SendCommand.handle({ ...input, ...overrides }, call()).Command;
  const list = (filter: Parameters<typeof service.ListCommandInvocations.handle>[0] = { InstanceId: 'i-1' }) =>
    service.ListCommandInvocations.handle(filter, call());
  const status = () =>
    list()
      .CommandInvocations?.map(({ StatusDetails = '' }) => StatusDetails)
      .join(' ');
  return { clock, service, ran, call, input, send, list, status };
};

describe('a command', () => {
  it('reaches the agent, runs, and succeeds', async () => {
    const { send, list, status, clock, ran } = givenAgent();
    const command = send();
    const RequestedDateTime = clock.now();
    expect(command).toMatchObject({ Status: 'Pending', Comment: 'let go', RequestedDateTime });
    expect(command?.CommandId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    await clock.advance(499);
    expect([status(), ran]).toEqual(['Pending', []]);
    await clock.advance(1_002);
    expect([status(), ran]).toEqual(['InProgress', [['i-1', 'sync', 'umount /data']]]);
    await clock.advance(10_000);
    expect(list().CommandInvocations).toEqual([
      {
        CommandId: command?.CommandId,
        InstanceId: 'i-1',
        DocumentName: 'AWS-RunShellScript',
        Comment: 'let go',
        RequestedDateTime,
        Status: 'Success',
        StatusDetails: 'Success',
      },
    ]);
  });

  it('has an output, once it has ended and where details are asked for', async () => {
    const { send, list, clock } = givenAgent({ seconds: 10, exitCode: 1, output: 'x'.repeat(3000) });
    const details = () => list({ InstanceId: 'i-1', Details: true }).CommandInvocations?.[0]?.CommandPlugins;
    send();
    await clock.advance(9000);
    expect(details()).toEqual([]);
    await clock.advance(3000);
    const Output = 'x'.repeat(2500);
    expect(details()).toEqual([{ Name: 'aws:runShellScript', Status: 'Failed', ResponseCode: 1, Output }]);
    expect(list().CommandInvocations?.[0]).not.toHaveProperty('CommandPlugins');
  });

  it('is listed a while after it was sent, though it runs already', async () => {
    const { send, list, clock, ran } = givenAgent(undefined, [3, 3]);
    send();
    await clock.advance(2999);
    expect([list().CommandInvocations, ran]).toEqual([[], [['i-1', 'sync', 'umount /data']]]);
    await clock.advance(1);
    expect(list().CommandInvocations).toMatchObject([{ Comment: 'let go', Status: 'InProgress' }]);
  });

  it.each([
    ['fails when its script does', { seconds: 10, exitCode: 1 }, 12, 'Failed'],
    ['times out when it runs for too long', { seconds: 61, exitCode: 0 }, 62, 'ExecutionTimedOut'],
    ['may take its whole execution time', { seconds: 60, exitCode: 0 }, 62, 'Success'],
  ])('%s', async (_, result, seconds, expected) => {
    const { send, status, clock } = givenAgent(result);
    send();
    await clock.advance(1000 * seconds);
    expect(status()).toBe(expected);
  });

  it('times out when the agent is disconnected before it arrives', async () => {
    const { clock, call, input } = givenAgent();
    const disconnected = createSsm({
      clock,
      region: REGION,
      isOnline: () => true,
      isOld: () => false,
      run: () => undefined,
      tagsOf: () => ({}),
      listedAfterSeconds: [0, 0],
    });
    disconnected.service.SendCommand.handle(input, call());
    const invocation = () => disconnected.service.ListCommandInvocations.handle({}, call()).CommandInvocations?.[0];
    await clock.advance(29_999);
    expect(invocation()?.Status).toBe('Pending');
    await clock.advance(1);
    expect(invocation()).toMatchObject({ Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut' });
  });

  it.each([
    [
      'an instance whose agent is not connected',
      { InstanceIds: ['i-1', 'i-silent'] },
      'InvalidInstanceId',
      'Instances [[i-silent]] not in a valid state for account 123456789012',
    ],
    [
      'a document that there is not',
      { DocumentName: 'AWS-RunPowerShellScript' },
      'InvalidDocument',
      'Document with name AWS-RunPowerShellScript does not exist.',
    ],
    [
      'less than 30 seconds for the delivery',
      { TimeoutSeconds: 29 },
      'ValidationException',
      "1 validation error detected: Value '29' at 'timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 30",
    ],
    [
      'a comment over 100 characters',
      { Comment: 'x'.repeat(101) },
      'ValidationException',
      `1 validation error detected: Value '${'x'.repeat(101)}' at 'comment' failed to satisfy constraint: Member must have length less than or equal to 100`,
    ],
    [
      'an execution time of zero',
      { Parameters: { commands: ['sync'], executionTimeout: ['0'] } },
      'InvalidParameters',
      'The parameters do not fit AWS-RunShellScript: {"commands":["sync"],"executionTimeout":["0"]}',
    ],
  ])('is not sent with %s', async (_, overrides, code, message) => {
    const { send, list, clock, ran } = givenAgent();
    expect(() => send(overrides)).toThrow(awsError(code, message));
    await clock.advance(60_000);
    expect([list({}).CommandInvocations, ran]).toEqual([[], []]);
  });

  it('is listed by its instance, its id or both, the newest first, for 30 days', async () => {
    const { send, list, clock } = givenAgent();
    const ids = [send({ Comment: 'a' }), send({ Comment: 'b', InstanceIds: ['i-1', 'i-2'] })].map(
      (command) => command?.CommandId,
    );
    const comments = (input: Parameters<typeof list>[0]) =>
      list(input).CommandInvocations?.map(({ Comment, InstanceId }) => `${Comment} ${InstanceId}`);
    expect(comments({ InstanceId: 'i-1' })).toEqual(['b i-1', 'a i-1']);
    expect(comments({ CommandId: ids[1] })).toEqual(['b i-2', 'b i-1']);
    expect(comments({ CommandId: ids[0], InstanceId: 'i-2' })).toEqual([]);
    await clock.advance(30 * 86_400_000 + 1);
    expect(comments({})).toEqual([]);
  });

  it('is not listed by what is no id of a command', () => {
    expect(() => givenAgent().list({ CommandId: 'c-1' })).toThrow(
      awsError(
        'ValidationException',
        "1 validation error detected: Value 'c-1' at 'commandId' failed to satisfy constraint: Member must have length equal to 36",
      ),
    );
  });

  it('is listed in pages of up to 50, exactly once', () => {
    const { send, list } = givenAgent();
    for (let index = 0; index < 101; index += 1) send({ Comment: `${index}` });
    const first = list();
    send({ Comment: 'late' });
    const second = list({ InstanceId: 'i-1', NextToken: first.NextToken });
    const third = list({ InstanceId: 'i-1', NextToken: second.NextToken });
    const comments = [first, second, third].flatMap((page) =>
      page.CommandInvocations?.map(({ Comment }) => Number(Comment)),
    );
    expect(comments).toEqual(Array.from({ length: 101 }, (_, index) => 100 - index));
    expect(third.NextToken).toBeUndefined();
    for (const MaxResults of [0, 51])
      expect(() => list({ MaxResults })).toThrow(expect.objectContaining({ code: 'ValidationException' }));
    expect(() => list({ NextToken: 'x' })).toThrow(expect.objectContaining({ code: 'InvalidNextToken' }));
  });

  it('is authorized by each instance with its tags, and by the document; the list by nothing', () => {
    const { service, input, call } = givenAgent();
    expect(service.SendCommand.authorization?.({ ...input, InstanceIds: ['i-1', 'i-2'] }, call())).toEqual([
      {
        resource: `arn:aws:ec2:${REGION}:123456789012:instance/i-1`,
        context: { 'aws:ResourceTag/stage': 'prod', 'ssm:resourceTag/stage': 'prod' },
      },
      { resource: `arn:aws:ec2:${REGION}:123456789012:instance/i-2`, context: {} },
      { resource: `arn:aws:ssm:${REGION}::document/AWS-RunShellScript` },
    ]);
    expect(service.SendCommand.authorization?.({ DocumentName: 'unmount' }, call())).toEqual([
      { resource: `arn:aws:ssm:${REGION}:123456789012:document/unmount` },
    ]);
    expect(service.ListCommandInvocations.authorization?.({}, call())).toEqual([{ resource: '*' }]);
  });
});
