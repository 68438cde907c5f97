import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { publishOutput } from '../../../infra/commands/schemas.ts';
import { PUBLISH_STATEMENTS } from '../../../infra/iam/publish.ts';
import { PASSWORD } from '../../aws/ecr/index.ts';
import { givenOperator } from '../../support/cli.ts';
import { givenApplication, givenDocker, withoutDocker } from '../../support/docker.ts';

const NAME = 'hostkeeper-example-blog';
const REGISTRY = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const image = (tag: string): string => `${REGISTRY}/${NAME}:${tag}`;

/** An account in which the stage `example` has its repository, unless `repository` is another, and an operator with a Docker. */
const givenPublisher = async (failures: Readonly<Record<string, string>> = {}, repository = NAME) => {
  const operator = await givenOperator({});
  const { ecr } = operator.world.inRegion();
  ecr.add(repository, 'IMMUTABLE');
  const docker = givenDocker(failures);
  const application = givenApplication();
  const publish = (args: readonly string[], env: NodeJS.ProcessEnv = docker.env) =>
    operator.type(['publish', application, '--stage', 'example', ...args], env);
  const asked = (): readonly string[] => docker.calls().map(({ argv: [command = ''] }) => command);
  /** What ECR was asked, by its permissions. */
  const calls = (): readonly string[] =>
    operator.world.calls
      .filter(({ service }) => service === 'ecr')
      .map(({ service, operation }) => `${service}:${operation}`);
  return { ...operator, calls, ecr, docker, application, publish, asked, tags: () => ecr.tagsIn(repository) };
};

describe('hostkeeper publish', () => {
  it('builds for the type of the host, logs in, pushes a tag of the minute, and says what comes next', async () => {
    const { calls, docker, application, publish, tags } = await givenPublisher();
    const { code, stdout, stderr } = await publish([]);
    const [tag = ''] = tags();
    expect(tag).toMatch(/^v20\d\d-\d\d-\d\d-\d{4}$/);
    expect(docker.calls().map(({ argv }) => argv.join(' '))).toEqual([
      'version --format {{.Server.Version}}',
      `build --platform linux/amd64 --tag ${image(tag)} ${application}`,
      `login --username AWS --password-stdin ${REGISTRY}`,
      `push ${image(tag)}`,
    ]);
    expect(docker.calls().map(({ attestations }) => attestations)).toEqual(['default', '1', 'default', 'default']);
    expect(stdout).toContain(`image: ${image(tag)}\n`);
    expect(stdout).toContain('npm run hostkeeper -- deploy --stage example');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const allowed = new Set<string>(PUBLISH_STATEMENTS.flatMap(({ actions }) => actions));
    expect(calls().filter((call) => !allowed.has(call))).toEqual([]);
  });

  it('overwrites no tag: it refuses before anything is built', async () => {
    const { ecr, publish, asked, tags } = await givenPublisher();
    ecr.push(NAME, 'v1.0');
    const { code, stderr } = await publish(['--tag', 'v1.0']);
    expect(stderr).toMatch(/has an image v1\.0, pushed 20.*Z, and no tag is overwritten: give another one with --tag/);
    expect(asked()).toEqual([]);
    expect(tags()).toEqual(['v1.0']);
    expect(code).toBe(1);
  });

  it('prints the commands in a dry run, runs none, and asks for no password', async () => {
    const { calls, application, publish, asked } = await givenPublisher();
    const credentials = join(application, 'credentials');
    writeFileSync(credentials, '[owner]\naws_access_key_id = owner\naws_secret_access_key = any\n');
    const typed = ['--dry-run', '--tag', 'v1.0', '--profile', 'owner', '--platform', 'linux/arm64'];
    const { stdout } = await publish(typed, { AWS_SHARED_CREDENTIALS_FILE: credentials });
    expect(stdout.trim().split('\n')).toEqual([
      `BUILDX_NO_DEFAULT_ATTESTATIONS=1 docker build --platform linux/arm64 --tag ${image('v1.0')} ${application}`,
      `aws ecr get-login-password --region us-east-1 --profile owner | docker login --username AWS --password-stdin ${REGISTRY}`,
      `docker push ${image('v1.0')}`,
    ]);
    expect(asked()).toEqual([]);
    expect(calls()).toEqual(['ecr:DescribeRepositories', 'ecr:DescribeImages']);
  });

  it("asks again where AWS throttles it, warns of a platform that is not the host's, and prints JSON alone with --json", async () => {
    const { world, publish, tags } = await givenPublisher();
    world.injectFault('GetAuthorizationToken', { nth: 1, code: 'ThrottlingException', message: 'Rate exceeded' });
    const { stdout, stderr } = await publish(['--platform', 'linux/arm64', '--tag', 'v2', '--json']);
    expect(publishOutput.parse(JSON.parse(stdout))).toMatchObject({ image: image('v2'), platform: 'linux/arm64' });
    expect(stderr).toContain('The host is t3.micro, which runs linux/amd64 and not linux/arm64.');
    expect(stderr).toContain('the output of docker push');
    expect(tags()).toEqual(['v2']);
  });
});

describe('hostkeeper publish, where something is missing', () => {
  it('says that the account has no such repository, and how to come by it', async () => {
    const { publish, asked } = await givenPublisher({}, 'another');
    const { code, stderr } = await publish([]);
    expect(stderr).toContain(`has no repository ${NAME} in us-east-1: deploy the stage example first, or choose`);
    expect(asked()).toEqual([]);
    expect(code).toBe(1);
  });

  it('says that a stage has no host, that a folder has no Dockerfile, and that a tag would be deleted', async () => {
    const { type, publish, docker } = await givenPublisher();
    const noHost = await type(['publish', '.', '--stage', 'prod'], docker.env);
    expect(noHost.stderr).toContain('The stage prod has no host of its own');
    const noDockerfile = await type(['publish', 'docs', '--stage', 'example'], docker.env);
    expect(noDockerfile.stderr).toContain('There is no Dockerfile in docs. infra/service has one');
    const wrongTag = await publish(['--tag', 'latest']);
    expect(wrongTag.stderr).toContain('must be v and letters');
    expect([noHost.code, noDockerfile.code, wrongTag.code]).toEqual([2, 2, 2]);
  });

  it('says that Docker is not installed, or does not run', async () => {
    const { publish, asked } = await givenPublisher({ version: 'Cannot connect to the Docker daemon. Is it running?' });
    expect((await publish([], withoutDocker())).stderr).toContain('There is no docker on PATH: install it');
    const { code, stderr } = await publish([]);
    expect(stderr).toContain('docker version failed: Cannot connect to the Docker daemon. Is it running?\n');
    expect(asked()).toEqual(['version']);
    expect(code).toBe(1);
  });
});

describe('hostkeeper publish, where something fails', () => {
  it('does not log in after a build that failed', async () => {
    const { publish, asked, tags } = await givenPublisher({ build: 'no such module' });
    const { code, stderr } = await publish([]);
    expect(stderr).toContain('no such module\n');
    expect(stderr).toContain('docker build failed, for the reason above.');
    expect(asked()).toEqual(['version', 'build']);
    expect([code, tags()]).toEqual([1, []]);
  });

  it('does not push where the registry refuses the password, and says why', async () => {
    const { publish, asked } = await givenPublisher({ login: 'unauthorized: authentication required' });
    expect((await publish([])).stderr).toContain('docker login failed: unauthorized: authentication required.');
    expect(asked()).toEqual(['version', 'build', 'login']);
  });

  it('names the permissions where a push is refused, and the password nowhere: Docker reads it from its standard input', async () => {
    const { docker, publish } = await givenPublisher({ push: 'denied: not authorized to perform: ecr:PutImage' });
    const { code, stdout, stderr } = await publish([]);
    expect(stderr).toMatch(
      /denied: [^]*docker push failed, for the reason above\. .*deploy-permissions\.md#publishing-images/,
    );
    expect(code).toBe(1);
    const calls = docker.calls();
    expect(calls.map(({ stdin }) => stdin)).toEqual(['', '', PASSWORD, '']);
    expect(`${stdout}${stderr}${JSON.stringify(calls.map(({ argv }) => argv))}`).not.toContain(PASSWORD);
    expect(stdout).not.toContain('the output of docker login');
  });

  it('names the tag that somebody else has pushed meanwhile', async () => {
    const { world, ecr, publish } = await givenPublisher();
    world.intercept('GetAuthorizationToken', async () => void ecr.push(NAME, 'v3'));
    expect((await publish(['--tag', 'v3'])).stderr).toMatch(/the tag is immutable[^]*has an image v3, pushed/);
  });

  it('says so where AWS does not answer for long', async () => {
    const { world, publish, asked } = await givenPublisher();
    world.breakDown('DescribeImages', { hours: 12 });
    const { code, stderr } = await publish([]);
    expect(stderr).toMatch(/^error: .+\(us-east-1\)/m);
    expect([code, asked()]).toEqual([1, []]);
  });
});
