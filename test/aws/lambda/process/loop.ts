/** Runs a bundle as Lambda's runtime does. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { AWS_LAMBDA_RUNTIME_API = '', LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env;

interface RuntimeResponse {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const call = (method: string, path: string, body = ''): Promise<RuntimeResponse> =>
  new Promise((resolve, reject) => {
    const sent = request(`http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/${path}`, { method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });

const errorBody = (error: unknown): string => {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({ errorType: name, errorMessage: message });
};

// The functions log in JSON. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
for (const level of ['debug', 'info', 'log', 'warn', 'error'] as const) {
  console[level] = (message: unknown) => void process.stdout.write(`${JSON.stringify({ level, message })}\n`);
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

const [module = '', name = ''] = _HANDLER.split(/\.(?=[^.]*$)/);
let handler: Handler | undefined;
try {
  const loaded: Readonly<Record<string, Handler>> = await import(
    pathToFileURL(join(LAMBDA_TASK_ROOT, `${module}.mjs`)).href
  );
  handler = loaded[name];
  if (!handler) throw new Error(`${module}.mjs exports no ${name}`);
} catch (error) {
  await call('POST', 'init/error', errorBody(error));
  process.exit(1);
}

for (;;) {
  const { headers, body } = await call('GET', 'invocation/next');
  const id = String(headers['lambda-runtime-aws-request-id']);
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  const context = {
    awsRequestId: id,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    const result = await handler(JSON.parse(body), context);
    await call('POST', `invocation/${id}/response`, JSON.stringify(result ?? null));
  } catch (error) {
    await call('POST', `invocation/${id}/error`, errorBody(error));
  }
}
