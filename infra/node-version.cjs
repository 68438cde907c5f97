// The Serverless Framework reads the .cjs files here before any plugin, and each loads TypeScript, which an older Node
// cannot run. This file is plain JavaScript, so that such a Node prints one clear error.
const MAJOR = 24;

/** Ends the process with an error that says which Node to install, if this one is too old for TypeScript. */
exports.check = () => {
  const version = process.versions.node;
  if (Number(version.split('.')[0]) >= MAJOR) return;
  console.error(
    `hostkeeper needs Node ${MAJOR}; this is Node ${version}. ` +
      `On Linux, npm ci installs Node ${MAJOR} with the project: run its commands with npm run or npx. ` +
      `On macOS, install it yourself: https://nodejs.org/en/download`,
  );
  process.exit(1);
};
