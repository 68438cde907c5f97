import { AwsError } from '../operation.ts';
import type { Protocol } from '../service.ts';

/** The code with which a protocol refuses a text where a number belongs. The JSON ones have numbers of their own. */
const CODES: Readonly<Record<Protocol, string>> = {
  query: 'ValidationError',
  ec2: 'InvalidParameterValue',
  json: 'SerializationException',
  'rest-json': 'SerializationException',
  'rest-xml': 'InvalidInput',
};

/** The number that a text is. Throws the error of the protocol for another text. */
export const numberOf = (text: string, protocol: Protocol): number => {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw new AwsError(CODES[protocol], `The value '${text}' is not a number.`);
};
