import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';

import { given } from '../support/given.ts';
import { expectFailures } from '../support/story-end.ts';
import { createNarrator } from './narrator.ts';

/** What is printed after the charges have passed the critical threshold and the host has stopped. */
const narrateStop = async (verbose: boolean): Promise<readonly string[]> => {
  const { world } = await given({ blog: { data: true } });
  const lines: string[] = [];
  const { printChanges } = createNarrator(world, { print: (line) => lines.push(line), verbose });
  world.charge(2.1);
  world.charge(27.13);
  await world.advance({ minutes: 5 });
  printChanges();
  printChanges();
  return lines;
};

/** The lines of the first framed e-mail. */
const firstEmail = (lines: readonly string[]): readonly string[] => {
  const start = lines.findIndex((line) => line.includes('┌─'));
  return lines.slice(start, lines.findIndex((line, index) => index > start && line.includes('└─')) + 1);
};

describe('the narrator', () => {
  it('prints events, calls and decisions in a line each, in the order of time, and once', async () => {
    const lines = await narrateStop(false);
    const entries = lines.filter((line) => /^\d/.test(line));
    expect(entries.map((line) => line.slice(0, 14))).toEqual(entries.map((line) => line.slice(0, 14)).toSorted());
    const [stop, ...others] = lines.filter((line) => line.includes('UpdateAutoScalingGroup'));
    expect(stop).toMatch(
      /^11-01 00:00:\d\d {2}call {6}budget-kill-switch {2}UpdateAutoScalingGroup blog-group MinSize=0/,
    );
    expect(others).toEqual([]);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  it('prints what happened before an announcement before it', async () => {
    const { world } = await given({ blog: { data: true } });
    const lines: string[] = [];
    const { announce, printChanges } = createNarrator(world, { print: (line) => lines.push(line), verbose: false });
    world.charge(2.1);
    world.charge(27.13);
    await world.advance({ minutes: 5 });
    announce('Five minutes have passed.');
    const announced = lines.findIndex((line) => line.includes('Five minutes'));
    expect(lines.findIndex((line) => line.includes('UpdateAutoScalingGroup'))).toBeLessThan(announced);
    printChanges();
    expect(lines).toHaveLength(announced + 1);
  });

  it('prints the payload of an invocation as JSON', async () => {
    const { world } = await given({ blog: { data: true } });
    const lines: string[] = [];
    const { printChanges } = createNarrator(world, { print: (line) => lines.push(line), verbose: true });
    const Payload = Buffer.from('{"dryRun":true}');
    const clients = { credentials: { accessKeyId: 'owner', secretAccessKey: 'any' }, region: 'us-east-1' };
    const lambda = new LambdaClient({ ...clients, requestHandler: world.requestHandler });
    const invoked = lambda.send(new InvokeCommand({ FunctionName: 'hostkeeper-prod-reconcile', Payload }));
    await world.advance({ minutes: 1 });
    await invoked;
    printChanges();
    expect(lines.find((line) => line.includes(' Invoke '))).toMatch(/Invoke .*\{"dryRun":true\}/);
  });

  it('prints the error of an invocation that was under way when the last lines were printed', async () => {
    expectFailures('emergency-shutdown');
    const { world } = await given({ blog: { data: true } });
    const lines: string[] = [];
    const { printChanges } = createNarrator(world, { print: (line) => lines.push(line), verbose: false });
    const invoking = world.invoke('emergency-shutdown', {});
    printChanges();
    await invoking;
    printChanges();
    printChanges();
    expect(lines.filter((line) => line.includes('emergency-shutdown: The event'))).toHaveLength(1);
  });

  it('prints an e-mail of AWS in one line', async () => {
    const lines = await narrateStop(false);
    expect(lines.filter((line) => line.includes('from AWS: ALARM: "hostkeeper-prod-critical"'))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('Alarm Details');
  });

  it('prints the first lines of an e-mail of hostkeeper in a frame, and says how many are hidden', async () => {
    const email = firstEmail(await narrateStop(false));
    expect(email).toHaveLength(10);
    expect(email.slice(1, -1).every((line) => line.startsWith('    │'))).toBe(true);
    expect(email.at(-1)).toMatch(/^ {4}└─ \d+ more lines$/);
  });

  it('prints every line of every e-mail when it is verbose', async () => {
    const lines = await narrateStop(true);
    expect(lines.join('\n')).toContain('Alarm Details');
    const stopped = lines.filter((line) => /│ .*aws lambda invoke .*hostkeeper-prod-emergency-resume/.test(line));
    expect(stopped.length).toBeGreaterThan(0);
  });
});
