import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { must, shell } from './loop-disk.ts';
import { givenServer, whyNoServers } from './server.ts';

const whyNot = whyNoServers('trixie');
if (whyNot !== false) console.warn(`SKIPPED: the nginx configurations, because ${whyNot}`);

const PROJECT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

/** The health check of the web container. */
const HEALTH_CHECK = join(PROJECT, 'infra/service/healthcheck.py');

/** As in the image of nginx: whatever is in conf.d. */
const NGINX = `user nobody nogroup;
pid /run/nginx.pid;
error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  include /etc/nginx/conf.d/*.conf;
}
`;

/** The application: it answers with the request, as it got it. */
const APPLICATION = `require("http").createServer((request, response) =>
  request.resume().on("end", () => response.end(JSON.stringify({ url: request.url, ...request.headers })))).listen(8000)`;

/** A certificate that signs itself, and its key. */
const certificate = (): Readonly<Record<string, string>> => {
  const both =
    must(`openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=example.com \
    -addext subjectAltName=DNS:example.com -keyout - -out - 2>/dev/null`);
  const part = (kind: string): string =>
    new RegExp(`-----BEGIN ${kind}-----[^]*?-----END ${kind}-----\n?`).exec(both)?.[0] ?? '';
  return {
    'etc/nginx/certificates/fullchain.pem': part('CERTIFICATE'),
    'etc/nginx/certificates/privkey.pem': part('PRIVATE KEY'),
  };
};

/** nginx with these files besides, in front of the application, which it finds by the name that the task gives it. */
const givenNginx = async (files: Readonly<Record<string, string>>) => {
  const server = await givenServer('trixie', {
    'etc/nginx/nginx.conf': NGINX,
    'etc/hosts': '127.0.0.1 localhost web\n',
    'usr/share/nginx/static/style.css': 'body { margin: 0 }\n',
    ...files,
  });
  const checked = shell(server.inside('/usr/sbin/nginx -t'));
  server.start(server.beside(`${process.execPath} -e '${APPLICATION}'`));
  server.start(server.inside('/usr/sbin/nginx -g "daemon off;"'));
  const curl = (args: string): string => server.beside(`curl -sS --max-time 10 --noproxy "*" ${args}`);
  await server.eventually(curl('--fail -o /dev/null http://127.0.0.1:8000/'));
  await server.eventually(curl('-o /dev/null http://127.0.0.1/'));
  return { checked, get: (args: string): string => shell(curl(args)).output, beside: server.beside };
};

describe.skipIf(whyNot !== false)('nginx, with the configuration that the user data writes', () => {
  it('accepts it, serves a static file, and hands other requests to the application with who asked for what', async () => {
    const { checked, get, beside } = await givenNginx({
      'etc/nginx/conf.d/default.conf': read('infra/host/user-data/nginx-default.conf'),
    });
    expect(checked.output).toContain('test is successful');
    expect(get('-i http://127.0.0.1/static/style.css')).toMatch(/ 200 OK[^]*text\/css[^]*body { margin: 0 }\n$/);
    expect(
      JSON.parse(get('-H "Host: example.com" -H "X-Forwarded-For: 192.0.2.1" http://127.0.0.1/page?a=b')),
    ).toMatchObject({
      url: '/page?a=b',
      host: 'example.com',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-for': '192.0.2.1, 127.0.0.1',
      'x-forwarded-proto': 'http',
    });
    expect(get('-o /dev/null -w "%{http_code}" http://127.0.0.1/static/../../../etc/passwd --path-as-is')).toBe('400');
    const health = (port: number) => shell(beside(`env APP_PORT=${port} python3 ${HEALTH_CHECK}`)).exitCode;
    expect([health(8000), health(8001)]).toEqual([0, 1]);
  });
});

describe.skipIf(whyNot !== false)('nginx, with TLS', () => {
  it('accepts the configuration, leads from HTTP to HTTPS, and serves the same there', async () => {
    const { checked, get } = await givenNginx({
      'etc/nginx/conf.d/default.conf': read('infra/service/nginx/tls.conf'),
      ...certificate(),
    });
    expect(checked.output).toContain('test is successful');
    expect(checked.output).not.toContain('warn');
    expect(get('-i -H "Host: example.com" http://127.0.0.1/page?a=b')).toMatch(
      / 301 [^]*Location: https:\/\/example\.com\/page\?a=b\r/,
    );
    const https = '--insecure --resolve example.com:443:127.0.0.1 https://example.com';
    expect(get(`${https}/static/style.css`)).toBe('body { margin: 0 }\n');
    expect(JSON.parse(get(`${https}/page`))).toMatchObject({ host: 'example.com', 'x-forwarded-proto': 'https' });
    expect(get(`--tls-max 1.1 -o /dev/null -w "%{http_code}" ${https}/page`)).toMatch(/^000|000$/);
  });

  it('does not accept it without a certificate, and names the file that is missing', async () => {
    const server = await givenServer('trixie', {
      'etc/nginx/nginx.conf': NGINX,
      'etc/hosts': '127.0.0.1 web\n',
      'etc/nginx/conf.d/default.conf': read('infra/service/nginx/tls.conf'),
    });
    expect(shell(server.inside('/usr/sbin/nginx -t')).output).toMatch(
      /cannot load certificate "\/etc\/nginx\/certificates\/fullchain\.pem"/,
    );
  });
});
