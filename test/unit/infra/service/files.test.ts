import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { exampleTemplate } from '../../../aws/lambda/package-stack.ts';
import { serviceFile } from '../../../support/compose.ts';

/** The instructions of the Dockerfile, each in one line. */
const instructions = serviceFile('Dockerfile')
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter((line) => /^[A-Z]+ /.test(line));
const last = instructions.findLastIndex((line) => line.startsWith('FROM '));

/** What an nginx configuration serves: from the limit of a body to the end of the server. */
const served = (text: string): string | undefined => /\n {2}client_max_body_size [^]*/.exec(text)?.[0];

describe('the Dockerfile', () => {
  it('leaves the compiler in a stage before the last', () => {
    expect(instructions.filter((line) => line.startsWith('FROM '))).toHaveLength(2);
    expect(instructions.slice(last).join('\n')).not.toMatch(/gcc|-dev\b/);
  });

  it('runs as a user who is not root, after the last file was written', () => {
    const [user, ...after] = instructions.slice(instructions.findLastIndex((line) => line.startsWith('USER ')));
    expect(user).toBe('USER app');
    expect(after.filter((line) => /^(RUN|COPY|ADD|USER) /.test(line))).toEqual([]);
  });

  it('starts without a shell, which would keep the signal that ends the container', () => {
    expect(instructions.at(-1)).toBe('CMD ["gunicorn", "app.wsgi"]');
    expect(instructions.filter((line) => /^(ENTRYPOINT|SHELL) /.test(line))).toEqual([]);
  });

  it('has images of a registry without pull limits, and no secret in an argument or a variable', () => {
    for (const line of instructions.filter((one) => one.startsWith('FROM ')))
      expect(line).toMatch(/^FROM public\.ecr\.aws\/\S+:\d/);
    expect(instructions.filter((line) => /^(ARG|ENV) .*(SECRET|PASSWORD|TOKEN|KEY)/i.test(line))).toEqual([]);
  });

  it('writes the static files to where the task has the volume that nginx serves', () => {
    const task = JSON.stringify(exampleTemplate().Resources['TaskDefinition']);
    expect(instructions).toContain('WORKDIR /app');
    expect(instructions.find((line) => line.includes('collectstatic'))).toMatch(/chown -R app: static$/);
    expect(task).toContain('"ContainerPath":"/app/static"');
  });
});

describe('what is ignored', () => {
  it.each(['.dockerignore', '.gitignore'])('by %s has the secrets of .env', (name) => {
    expect(serviceFile(name).split('\n')).toContain('.env');
  });

  it('by Docker has whatever looks like a private key, and the files of the database', () => {
    expect(serviceFile('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['**/*.pem', '**/*.key', 'data']));
  });
});

describe('the nginx configuration with TLS', () => {
  const tls = serviceFile('nginx/tls.conf');

  it('serves what the plain-HTTP default serves, which the user data writes', () => {
    expect(served(tls)).toBeDefined();
    expect(served(tls)).toBe(served(readFileSync('infra/host/user-data/nginx-default.conf', 'utf8')));
  });

  it('reads the certificate from where the task mounts that folder of the data volume', () => {
    const [, folder = ''] = /ssl_certificate (\S+)\/fullchain\.pem;/.exec(tls) ?? [];
    expect(tls).toContain(`ssl_certificate_key ${folder}/privkey.pem;`);
    const task = JSON.stringify(exampleTemplate().Resources['TaskDefinition']);
    expect(task).toContain(`{"SourceVolume":"certificates","ContainerPath":"${folder}","ReadOnly":true}`);
  });
});
