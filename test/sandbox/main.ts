/** `npm run sandbox`: a month in acts; `-- invoke …`: one function, once; `-- --serve`: a simulated AWS that stays up. */
import { Argument, Option } from 'commander';

const print = (line: string): void => console.error(line);

if (Number(process.versions.node.split('.')[0]) < 24) {
  print(
    `This is Node ${process.versions.node}; the sandbox needs 24, which npm installs on Linux for x64 and arm64 only.`,
  );
  process.exit(2);
}

const [first, ...rest] = process.argv.slice(2);

// Without a handler a signal ends the process at once, and its processes and folders remain.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => process.exit(first === '--serve' ? 0 : 1));

if (first === undefined || first === '--verbose') {
  const { main } = await import('./month.ts');
  process.exitCode = await main(process.argv.slice(2));
} else if (first === 'invoke') {
  const { main } = await import('./invoke.ts');
  process.exitCode = await main(rest);
} else if (first === '--serve') {
  const { main } = await import('./serve.ts');
  await main(rest);
} else {
  const { readScript, NO_INPUT } = await import('../../infra/commands/cli/script.ts');
  readScript({
    name: 'sandbox --',
    summary:
      'Plays a month of two hosts in a simulated AWS. With "invoke" it runs one function once, with "--serve" it stays up: see "invoke --help" and "--serve --help".',
    arguments: [new Argument('[command]', 'nothing, or invoke').choices(['invoke'])],
    options: [new Option('--serve', 'stay up'), new Option('--verbose', 'print the whole text of every e-mail')],
    input: NO_INPUT,
  });
}
