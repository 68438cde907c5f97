import { AwsError } from './operation.ts';
import type { Bucket } from './quotas.ts';
import { bucketOf } from './services.ts';

/** The part of a request that decides which bucket it draws from. */
interface ThrottledRequest {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
}

/**
 * API rate limits of an account: each region has buckets of its own. The result takes a token for a request, and throws
 * the service's throttling error when its bucket is empty. `find` names the bucket of an operation.
 */
export const createThrottle = (
  now: () => Date,
  find: (service: string, operation: string) => Bucket | undefined = bucketOf,
) => {
  const levels = new Map<string, Map<Bucket, { tokens: number; at: number }>>();
  return ({ service, operation, region }: ThrottledRequest): void => {
    const bucket = find(service, operation);
    if (!bucket) return;
    const regionLevels = levels.get(region) ?? new Map<Bucket, { tokens: number; at: number }>();
    levels.set(region, regionLevels);
    const at = now().getTime();
    const level = regionLevels.get(bucket) ?? { tokens: bucket.tokens, at };
    level.tokens = Math.min(bucket.tokens, level.tokens + ((at - level.at) / 1000) * bucket.perSecond);
    level.at = at;
    regionLevels.set(bucket, level);
    if (level.tokens < 1) throw new AwsError(...bucket.error);
    level.tokens -= 1;
  };
};
