import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { onTestFinished } from 'vitest';
import * as z from 'zod/mini';

/** What Docker was asked. */
const call = z.object({ argv: z.array(z.string()), stdin: z.string(), attestations: z.string() });

/** The image that a push stores, by the call with which the registry of AWS ends it. The signature names the owner. */
const PUSH = `
  const [, registry, region, repositoryName, imageTag] = /^(\\d+\\.dkr\\.ecr\\.([^.]+)\\.amazonaws\\.com)\\/(.+):(.+)$/.exec(argv[1]);
  const response = await fetch(process.env.AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.PutImage',
      authorization: \`AWS4-HMAC-SHA256 Credential=owner/20261126/\${region}/ecr/aws4_request, SignedHeaders=host, Signature=0\`,
    },
    body: JSON.stringify({ repositoryName, imageTag, imageManifest: \`{"pushed":"\${Date.now()}"}\` }),
  });
  if (!response.ok) fail('tag invalid: ' + (await response.json()).message);
`;

const script = (log: string, failures: Readonly<Record<string, string>>): string => `#!${process.execPath}
const { appendFileSync, readFileSync } = require('node:fs');
const argv = process.argv.slice(2);
const stdin = argv.includes('--password-stdin') ? readFileSync(0, 'utf8') : '';
const attestations = process.env.BUILDX_NO_DEFAULT_ATTESTATIONS ?? 'default';
appendFileSync(${JSON.stringify(log)}, JSON.stringify({ argv, stdin, attestations }) + '\\n');
const fail = (message) => {
  console.error(message);
  process.exit(1);
};
const failure = ${JSON.stringify(failures)}[argv[0]];
(async () => {
  console.log('the output of docker ' + argv[0]);
  if (failure !== undefined) fail(failure);
  if (argv[0] === 'push') {${PUSH}}
})();
`;

/** A folder for a test, which is gone when the test has ended. */
const givenFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-docker-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

/**
 * A stand-in for Docker on PATH. It writes down what it is asked, and a push stores the image in the simulated registry.
 * `failures` has what it says where a command fails, by the command.
 */
export const givenDocker = (failures: Readonly<Record<string, string>> = {}) => {
  const folder = givenFolder();
  const log = join(folder, 'log');
  writeFileSync(join(folder, 'docker'), script(log, failures), { mode: 0o755 });
  return {
    env: { PATH: `${folder}${delimiter}${process.env['PATH']}` },
    /** What it was asked, in order. */
    calls: () =>
      existsSync(log)
        ? readFileSync(log, 'utf8')
            .trim()
            .split('\n')
            .map((line) => call.parse(JSON.parse(line)))
        : [],
  };
};

/** The environment of a machine without Docker. */
export const withoutDocker = (): NodeJS.ProcessEnv => ({ PATH: givenFolder() });

/** A folder with a Dockerfile. */
export const givenApplication = (): string => {
  const folder = givenFolder();
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\n');
  return folder;
};
