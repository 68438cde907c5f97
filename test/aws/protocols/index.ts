import {
  JsonShapeDeserializer,
  JsonShapeSerializer,
  XmlShapeDeserializer,
  XmlShapeSerializer,
} from '@aws-sdk/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';
import { fromBase64, fromUtf8, toBase64, toUtf8 } from '@smithy/core/serde';

import { AwsError, NoReply, ProcessEnded } from '../operation.ts';
import type { Protocol } from '../service.ts';
import { protocolOf } from './detect.ts';
import { escapeXml, readForm, writeXml } from './query.ts';
import { readRest, type RestRequest } from './rest.ts';
import { apiOf, schemaOf } from './schemas.ts';

/**
 * AWS's wire protocols on the server's side. Requests and responses follow the schemas in the SDK clients, so that an
 * operation needs no code here. The imported serializers are semi-internal: the lock file pins them, and the tests of this
 * folder fail when they change.
 */

/** An HTTP request. */
export interface HttpRequest extends RestRequest {
  readonly body: Uint8Array;
}

/** A request after its protocol: which operation, with which input. */
interface ParsedRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** An HTTP response. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The SDK hands the body on as a stream. */
  readonly isStream?: boolean;
}

const serde = {
  base64Decoder: fromBase64,
  base64Encoder: toBase64,
  utf8Decoder: fromUtf8,
  utf8Encoder: toUtf8,
} as never;

/** Timestamps without a trait are seconds since 1970 in JSON, and ISO 8601 in XML. */
const JSON_SETTINGS = { jsonName: true, timestampFormat: { useTrait: true, default: 7 } } as const;
const xmlSettings = (service: string) =>
  ({
    httpBindings: true,
    xmlNamespace: apiOf(service).namespace ?? '',
    serviceNamespace: service,
    timestampFormat: { useTrait: true, default: 5 },
  }) as const;

const withSerde = <T extends { setSerdeContext: (context: never) => void }>(shape: T): T => {
  shape.setSerdeContext(serde);
  return shape;
};

const readBody = async (service: string, protocol: Protocol, schema: NormalizedSchema, body: Uint8Array) => {
  if (body.length === 0) return {};
  const text = Buffer.from(body).toString();
  const read: unknown =
    protocol === 'rest-xml'
      ? await withSerde(new XmlShapeDeserializer(xmlSettings(service))).read(schema, text)
      : await withSerde(new JsonShapeDeserializer(JSON_SETTINGS)).read(schema, text);
  return { ...(read as object) };
};

const writeBody = (service: string, protocol: Protocol, schema: NormalizedSchema, value: unknown): string => {
  const writer =
    protocol === 'rest-xml'
      ? withSerde(new XmlShapeSerializer(xmlSettings(service)))
      : withSerde(new JsonShapeSerializer(JSON_SETTINGS));
  writer.write(schema, value);
  return String(writer.flush());
};

/** Reads the operation and the input of a request. Throws AWS's error for an operation that the service does not have. */
const readRequest = async (service: string, protocol: Protocol, request: HttpRequest): Promise<ParsedRequest> => {
  if (protocol === 'json') {
    const operation = request.headers['x-amz-target']?.split('.').at(-1) ?? '';
    const input = await readBody(service, 'json', schemaOf(service, operation).input, request.body);
    return { operation, input };
  }
  if (protocol === 'rest-json' || protocol === 'rest-xml') {
    const { operation, input, members, payload } = readRest(service, protocol, request);
    const body =
      payload !== undefined && input.getMemberSchema(payload).isBlobSchema()
        ? { [payload]: request.body }
        : await readBody(service, protocol, input, request.body);
    return { operation, input: { ...body, ...members } };
  }
  const form = request.method === 'GET' ? request.query : new URLSearchParams(Buffer.from(request.body).toString());
  const operation = form.get('Action') ?? '';
  return { operation, input: readForm(schemaOf(service, operation).input, form, protocol === 'ec2') };
};

const XML = { 'content-type': 'text/xml' };

/** Writes the response of an operation in the protocol of its request. */
const writeResponse = (
  service: string,
  protocol: Protocol,
  operation: string,
  output: unknown,
  requestId: string,
): HttpResponse => {
  const { output: schema } = schemaOf(service, operation);
  const { namespace = '' } = apiOf(service);
  const value = { ...(output as object) };
  if (protocol === 'query' || protocol === 'ec2') {
    const content = schema.isStructSchema() ? writeXml(schema, value) : '';
    const result = schema.isStructSchema() ? `<${operation}Result>${content}</${operation}Result>` : '';
    const inner =
      protocol === 'ec2'
        ? `<requestId>${requestId}</requestId>${content}`
        : `${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return {
      status: 200,
      headers: XML,
      body: `<${operation}Response xmlns="${namespace}">${inner}</${operation}Response>`,
    };
  }
  if (!schema.isStructSchema()) return { status: 200, headers: {}, body: protocol === 'json' ? '{}' : '' };
  if (protocol === 'rest-xml') {
    return { status: 200, headers: XML, body: `<?xml version="1.0"?>${writeBody(service, protocol, schema, value)}` };
  }
  return restJson(service, schema, value);
};

/** The response of a JSON protocol: some members are its status, its headers or its whole body. */
const restJson = (
  service: string,
  schema: NormalizedSchema,
  value: Readonly<Record<string, unknown>>,
): HttpResponse => {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  let status = 200;
  let payload: Uint8Array | undefined;
  let isStream = false;
  for (const [name, member] of schema.structIterator()) {
    const traits = member.getMergedTraits();
    const memberValue = value[name];
    if (traits.httpResponseCode && typeof memberValue === 'number') status = memberValue;
    if (traits.httpHeader !== undefined && (typeof memberValue === 'string' || typeof memberValue === 'number'))
      headers[traits.httpHeader] = `${memberValue}`;
    if (traits.httpPayload && memberValue instanceof Uint8Array) payload = memberValue;
    if (member.isStreaming()) isStream = true;
  }
  return { status, headers, body: payload ?? writeBody(service, 'json', schema, value), isStream };
};

/** Writes an error in the protocol of its service. */
const writeError = (protocol: Protocol, error: AwsError, requestId: string): HttpResponse => {
  const { code, message, status, members } = error;
  if (protocol === 'json' || protocol === 'rest-json') {
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ __type: code, message, ...members }),
    };
  }
  const content = `<Code>${code}</Code><Message>${escapeXml(message)}</Message>`;
  const body =
    protocol === 'ec2'
      ? `<Response><Errors><Error>${content}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse><Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type>${content}</Error>` +
        `<RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status, headers: XML, body };
};

/** The error by which a caller sees a mistake of the simulator itself. SDKs do not retry it. */
const failureOf = (error: unknown): AwsError => new AwsError('SimulatorFailure', String(error));

/**
 * Answers a request in its own protocol: with the output of `handle`, or with the error that it threw. Throws `NoReply` and
 * `ProcessEnded`: there the request has no answer.
 */
export const answer = async (
  service: string,
  request: HttpRequest,
  requestId: string,
  handle: (operation: string, input: ParsedRequest['input']) => Promise<unknown>,
): Promise<HttpResponse> => {
  const protocol = protocolOf(service, request);
  try {
    const { operation, input } = await readRequest(service, protocol, request);
    return writeResponse(service, protocol, operation, await handle(operation, input), requestId);
  } catch (error) {
    if (error instanceof NoReply || error instanceof ProcessEnded) throw error;
    return writeError(protocol, error instanceof AwsError ? error : failureOf(error), requestId);
  }
};
