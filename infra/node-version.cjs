// Everything that can be started loads this file before any TypeScript, which an older Node cannot run: the npm scripts with
// --require, the command with infra/hostkeeper.cjs, and the Serverless Framework with the .cjs files that serverless.yml
// reads. It is plain JavaScript, so that such a Node prints one clear error.
const MAJOR = 24;
const version = process.versions.node;

if (Number(version.split('.')[0]) < MAJOR) {
  console.error(
    `hostkeeper needs Node ${MAJOR}; this is Node ${version}. ` +
      `On Linux, npm ci installs Node ${MAJOR} with the project: run its commands with npm run or npx. ` +
      `On macOS, and on Linux without glibc (Alpine), install it yourself: https://nodejs.org/en/download`,
  );
  process.exit(1);
}

// The next command finds this one's TypeScript compiled, and starts in two thirds of the time.
// https://nodejs.org/api/module.html#moduleenablecompilecachecachedir
require('node:module').enableCompileCache();
