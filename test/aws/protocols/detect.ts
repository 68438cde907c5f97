import type { Protocol } from '../service.ts';
import { serviceNamed } from '../services.ts';
import type { RestRequest } from './rest.ts';

/** Services that are not simulated and speak REST with XML. The other ones that have no form and no target speak JSON. */
const REST_XML: ReadonlySet<string> = new Set(['cloudfront', 's3', 's3-outposts', 's3express']);

/**
 * The protocol of a request. Some clients still use the query protocol, or the JSON one, with services whose SDK schema has
 * another one; a service that is not simulated has no schema at all.
 */
export const protocolOf = (service: string, { headers }: RestRequest): Protocol => {
  if (headers['x-amz-target'] !== undefined) return 'json';
  const protocol = serviceNamed(service)?.api?.protocol;
  if (protocol === 'ec2' || protocol === 'rest-json' || protocol === 'rest-xml') return protocol;
  if (protocol !== undefined || headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true)
    return 'query';
  return REST_XML.has(service) ? 'rest-xml' : 'rest-json';
};
