import type { ApiRequest } from './http/endpoint.ts';
import { AwsError } from './operation.ts';
import type { Bucket } from './quotas.ts';
import { bucketsOf } from './services.ts';

/** The part of a request that decides which buckets it draws from, and how many tokens. */
type ThrottledRequest = Pick<ApiRequest, 'service' | 'operation' | 'region' | 'input'>;

/** What is left in a bucket, and when that was measured, in milliseconds. */
interface Level {
  tokens: number;
  at: number;
}

/**
 * API rate limits of an account: each region has buckets of its own. The result takes the tokens of a request, and throws
 * the service's throttling error when a bucket has too few. `find` names the buckets of an operation.
 */
export const createThrottle = (
  now: () => Date,
  find: (service: string, operation: string) => readonly Bucket[] = bucketsOf,
) => {
  const levels = new Map<Bucket, Map<string, Level>>();

  /** The present level of a bucket for a request. */
  const levelOf = (bucket: Bucket, { region, operation }: ThrottledRequest): Level => {
    const key = bucket.isOfEach === true ? `${region} ${operation}` : region;
    const byKey = levels.get(bucket) ?? new Map<string, Level>();
    levels.set(bucket, byKey);
    const at = now().getTime();
    const level = byKey.get(key) ?? { tokens: bucket.tokens, at };
    byKey.set(key, level);
    level.tokens = Math.min(bucket.tokens, level.tokens + ((at - level.at) / 1000) * bucket.perSecond);
    level.at = at;
    return level;
  };

  return (request: ThrottledRequest): void => {
    const draws = find(request.service, request.operation).map((bucket) => ({
      bucket,
      level: levelOf(bucket, request),
      cost: bucket.cost?.(request.input) ?? 1,
    }));
    for (const { bucket, level, cost } of draws) if (level.tokens < cost) throw new AwsError(...bucket.error);
    for (const { level, cost } of draws) level.tokens -= cost;
  };
};
