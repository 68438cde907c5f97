/** One month of two hosts, told on the terminal: `npm run sandbox`. Exits non-zero if it did not end as it should. */
import { given } from '../support/given.ts';
import { packageStack } from '../world/package.ts';
import { createNarrator } from './narrator.ts';

const print = (line: string): void => console.info(line);

if (Number(process.versions.node.split('.')[0]) < 24) {
  print(
    `This is Node ${process.versions.node}; the sandbox needs 24, which npm installs on Linux for x64 and arm64 only.`,
  );
  process.exit(2);
}

print('hostkeeper sandbox: one month of two hosts in a simulated AWS.');
print('It is wired by the stack as it is packaged for a deployment, and every call is authorised by the role of the');
print('function that makes it. On quiet days the minutely pass of reconcile rests; nothing happens in it.');
packageStack();

const { world, group, resize, paste } = await given({ blog: { sizes: '1/1/1' }, shop: { sizes: '0/1/1' } });
const { say, tell } = createNarrator(world, print);
const checks: { readonly sentence: string; readonly holds: boolean }[] = [];
const check = (sentence: string, holds: boolean): void => void checks.push({ sentence, holds });

const sizes = (): string => `blog ${group('blog').sizes}, shop ${group('shop').sizes}`;
const inService = (host: string): boolean => group(host).instances.some((one) => one.lifecycleState === 'InService');

world.rest(true);
say(`The month begins. Two hosts run (${sizes()}); the critical line is 25 USD.`);
for (const [usd, ec2] of [
  [2.1, 1.4],
  [6.4, 4.9],
  [11.8, 9.2],
  [19.3, 15.9],
] as const) {
  world.charge(ec2, 'AmazonEC2');
  world.charge(usd);
  say(`The month's estimated charges are ${usd.toFixed(2)} USD, ${ec2.toFixed(2)} of them for EC2.`);
  await world.advance({ days: 3, hours: 6 });
  tell();
}
check('below the critical line both hosts ran on', sizes() === 'blog 1/1/1, shop 0/1/1');

world.rest(false);
world.charge(27.13);
say("The month's estimated charges are 27.13 USD: the critical line is passed.");
await world.advance({ minutes: 8 });
tell();
check(
  'the critical line stopped both hosts, to the last instance',
  sizes() === 'blog 0/0/0, shop 0/0/0' && group('blog').instances.length + group('shop').instances.length === 0,
);

const mailsBefore = world.mails.length;
await world.advance({ seconds: 20 });
resize('shop', { min: 0, desired: 1, max: 1 });
say('Somebody raises the sizes of shop to 0/1/1 in the console.');
await world.advance({ minutes: 5 });
tell();
check(
  'who raised the sizes was overruled',
  sizes() === 'blog 0/0/0, shop 0/0/0' && group('shop').instances.length === 0,
);
check(
  'and the owner was told what had been found',
  world.mails.slice(mailsBefore).some(({ body }) => body.includes('its sizes were 0/1/1')),
);

world.rest(true);
await world.advance({ hours: 20 });
world.rest(false);
say('The owner has found the cause, and pastes the command from the e-mail into a shell.');
const { returned } = await paste(/^aws lambda invoke .*emergency-resume.*"blog","shop".*$/m);
print(`    ${JSON.stringify(returned)}`);
await world.advance({ minutes: 20 });
tell();
check('the command from the e-mail brought both back to the sizes they had', sizes() === 'blog 1/1/1, shop 0/1/1');
check('with an instance in service each', inService('blog') && inService('shop'));

const before = world.mails.length;
world.rest(true);
await world.advance({ days: 17 });
world.rest(false);
say('December: the charges begin at zero, and the alarms are OK again.');
await world.advance({ minutes: 3 });
tell();
check(
  'the alarm going back to OK stopped nothing',
  sizes() === 'blog 1/1/1, shop 0/1/1' && world.mails.length === before,
);
check(
  'no function failed, and no role was denied what it needed',
  world.invocations.every(({ error }) => error === undefined),
);
check('nothing was deleted', !world.calls.some(({ operation }) => operation.startsWith('Delete')));

const reads = world.calls.filter(({ operation }) => operation.startsWith('Describe')).length;
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
