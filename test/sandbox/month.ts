/** One month of two hosts, told on the terminal: `npm run sandbox`. Exits non-zero if it did not end as it should. */
import { given } from '../support/given.ts';
import { packageStack } from '../aws/lambda/package-stack.ts';
import { packagedFunctions } from '../aws/lambda/packaged-functions.ts';
import { createNarrator } from './narrator.ts';

const print = (line: string): void => console.info(line);

print('hostkeeper sandbox: one month of two hosts in a simulated AWS.');
print('It is wired by the stack as it is packaged for a deployment, and every call is authorised by the role of the');
print('function that makes it. On quiet days the minutely pass of reconcile rests; nothing happens in it.');
packageStack();

const functions = packagedFunctions();
const NAME = 'blog.example.com';
const { world, group, volume, instance, names, resize, paste } = await given(
  { blog: { sizes: '1/1/1', data: true, records: [NAME] }, shop: { sizes: '0/1/1' } },
  { load: functions.load },
);
const { announce, printChanges } = createNarrator(world, print);
const checks: { readonly sentence: string; readonly holds: boolean }[] = [];
const check = (sentence: string, holds: boolean): void => void checks.push({ sentence, holds });

const sizes = (): string => `blog ${group('blog').sizes}, shop ${group('shop').sizes}`;
/** Whether blog's instance has its data, and its name leads there. */
const hasVolumeAndName = (): boolean => {
  const { attachment } = volume('blog');
  const { instanceId, ip } = instance('blog');
  return attachment?.instanceId === instanceId && attachment.mounted && names().join() === `A ${NAME} ${ip}`;
};
const inService = (host: string): boolean => group(host).instances.some((one) => one.lifecycleState === 'InService');

world.pauseSchedules(true);
announce(`The month begins. Two hosts run (${sizes()}); the critical line is 25 USD.`);
for (const [usd, ec2] of [
  [2.1, 1.4],
  [6.4, 4.9],
  [11.8, 9.2],
  [19.3, 15.9],
] as const) {
  world.charge(ec2, 'AmazonEC2');
  world.charge(usd);
  announce(`The month's estimated charges are ${usd.toFixed(2)} USD, ${ec2.toFixed(2)} of them for EC2.`);
  await world.advance({ days: 3, hours: 6 });
  printChanges();
}
check('below the critical line both hosts ran on', sizes() === 'blog 1/1/1, shop 0/1/1');

world.pauseSchedules(false);
world.injectFault('UpdateAutoScalingGroup', {
  nth: 2,
  code: 'InternalFailure',
  message: 'the reply is lost',
  status: 500,
  when: 'after',
});
world.charge(27.13);
announce("The month's estimated charges are 27.13 USD: the critical line is passed. AWS will lose a reply.");
await world.advance({ minutes: 8 });
printChanges();
check(
  'the critical line stopped both hosts, to the last instance',
  sizes() === 'blog 0/0/0, shop 0/0/0' && group('blog').instances.length + group('shop').instances.length === 0,
);

const mailsBefore = world.mails.length;
await world.advance({ seconds: 20 });
resize('shop', { min: 0, desired: 1, max: 1 });
announce('Somebody raises the sizes of shop to 0/1/1 in the console.');
await world.advance({ minutes: 5 });
printChanges();
check(
  'a reply that AWS lost made no difference',
  world.calls.some(({ error }) => error?.includes('the reply is lost') === true),
);
check(
  'who raised the sizes was overruled',
  sizes() === 'blog 0/0/0, shop 0/0/0' && group('shop').instances.length === 0,
);
check(
  'and the owner was told what had been found',
  world.mails.slice(mailsBefore).some(({ body }) => body.includes('its sizes were 0/1/1')),
);

world.pauseSchedules(true);
await world.advance({ hours: 20 });
world.pauseSchedules(false);
announce('The owner has found the cause, and pastes the command from the e-mail into a shell.');
const { returned } = await paste('emergency-resume', '"blog","shop"');
print(`    ${JSON.stringify(returned)}`);
await world.advance({ minutes: 20 });
printChanges();
check('the command from the e-mail brought both back to the sizes they had', sizes() === 'blog 1/1/1, shop 0/1/1');
check('with an instance in service each', inService('blog') && inService('shop'));
check('blog with its data volume, and its name points there', hasVolumeAndName());

world.charge(38.2);
announce("The month's estimated charges are 38.20 USD: one and a half times the line. AWS Budgets writes hours later.");
world.pauseSchedules(true);
await world.advance({ hours: 13 });
world.pauseSchedules(false);
await world.advance({ minutes: 6 });
printChanges();
check('the next line of the bill stopped both again', sizes() === 'blog 0/0/0, shop 0/0/0');
announce('The owner brings them back once more, and is told which line is next.');
const again = await paste('emergency-resume', '"blog","shop"');
print(`    ${JSON.stringify(again.returned)}`);
await world.advance({ minutes: 20 });
printChanges();
check(
  'the resume named the line that is next',
  JSON.stringify(again.returned).includes('the bill stops it again at 2 times the critical line'),
);
check('and both are back', sizes() === 'blog 1/1/1, shop 0/1/1');

const before = world.mails.length;
world.pauseSchedules(true);
await world.advance({ days: 16 });
world.pauseSchedules(false);
announce('December: the charges begin at zero, and the alarms are OK again.');
await world.advance({ minutes: 3 });
printChanges();
check(
  'the alarm going back to OK stopped nothing',
  sizes() === 'blog 1/1/1, shop 0/1/1' && world.mails.length === before,
);
await world.advance({ hours: 3 });
announce('In the night the machine of blog hangs, and AWS ends it: nobody unmounts its volume.');
const dead = instance('blog');
dead.responsive = false;
world.inRegion().ec2.instances.terminate(dead.instanceId);
await world.advance({ minutes: 12 });
printChanges();
check(
  'the successor had its data and its name before anybody woke up',
  instance('blog') !== dead && hasVolumeAndName(),
);
announce('AWS takes the instance of blog back in two minutes.');
const taken = instance('blog');
world.inRegion().interrupt(taken.instanceId);
await world.advance({ minutes: 5 });
printChanges();
check('it let go cleanly in these, and the next one has all', instance('blog') !== taken && hasVolumeAndName());
check('no mounted volume was torn off', world.inRegion().ec2.volumes.dataLoss.length === 0);
check(
  'no function failed, and no role was denied what it needed',
  world.invocations.every(({ error }) => error === undefined),
);
check('nothing was deleted', !world.calls.some(({ operation }) => operation.startsWith('Delete')));

const FLEET = 100;
const fleet = await given(Object.fromEntries(Array.from({ length: FLEET }, (_, at) => [`host-${at}`, {}])), {
  load: functions.load,
  // As a new account has it.
  concurrency: 10,
});
print(
  `\nAnother account, with ${FLEET} hosts, passes its line; AWS takes ten writes at once there, and five a second.`,
);
const begun = fleet.world.clock.now().getTime();
fleet.world.charge(2.1);
fleet.world.charge(27.13);
await fleet.world.advance({ minutes: 10 });
const stops = fleet.world.calls.filter(
  ({ operation, error }) => operation === 'UpdateAutoScalingGroup' && error === undefined,
);
const throttled = fleet.world.calls.filter(({ error }) => error?.includes('Rate exceeded') === true);
const took = ((stops.at(-1)?.at.getTime() ?? 0) - begun) / 1000;
print(
  `The last of ${stops.length} stops came after ${took.toFixed(0)} s; ${throttled.length} calls were throttled, and made again.`,
);
check(
  `a throttled fleet of ${FLEET} was stopped whole, each host once`,
  stops.length === FLEET &&
    Array.from({ length: FLEET }, (_, at) => fleet.group(`host-${at}`)).every(
      (one) => one.sizes === '0/0/0' && one.instances.length === 0,
    ),
);
check(
  'and no function failed there',
  fleet.world.invocations.every(({ error }) => error === undefined),
);
functions.close();

const reads = world.calls.filter(({ operation }) => /^(Describe|List)/.test(operation)).length;
print(
  `\n${world.invocations.length} invocations, ${reads} reads, ${world.calls.length - reads} writes and messages, ${world.mails.length} e-mails.`,
);
for (const { sentence, holds } of checks) print(`${holds ? 'yes' : 'NO '}  ${sentence}`);
const failed = checks.filter(({ holds }) => !holds).length;
print(
  failed === 0
    ? 'The month ended as it should.'
    : `The month did NOT end as it should: ${failed} of ${checks.length} are not so.`,
);
process.exitCode = failed === 0 ? 0 : 1;
