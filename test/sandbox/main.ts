/** `npm run sandbox`: a month in acts; `-- invoke …`: one function, once; `-- --serve`: a simulated AWS that stays up. */
const print = (line: string): void => console.error(line);

if (Number(process.versions.node.split('.')[0]) < 24) {
  print(
    `This is Node ${process.versions.node}; the sandbox needs 24, which npm installs on Linux for x64 and arm64 only.`,
  );
  process.exit(2);
}

const [first, ...rest] = process.argv.slice(2);
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
  print(`"${first}" is none of: (nothing), --verbose, invoke <function-name> --event FILE|-, --serve`);
  process.exitCode = 2;
}
