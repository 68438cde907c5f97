import { BUCKETS } from './quotas.ts';
import { AwsError } from './operation.ts';

/** The buckets of an account, region by region. Throws what AWS answers when one is empty. */
export const createThrottle = (now: () => Date) => {
  const levels = new Map<string, { free: number; at: number }>();
  return ({ service, operation, region }: { service: string; operation: string; region: string }): void => {
    const bucketIndex = BUCKETS.findIndex((one) => one.service === service && one.operations.test(operation));
    const bucket = BUCKETS[bucketIndex];
    if (!bucket) return;
    const key = `${region} ${bucketIndex}`;
    const at = now().getTime();
    const level = levels.get(key) ?? { free: bucket.tokens, at };
    level.free = Math.min(bucket.tokens, level.free + ((at - level.at) / 1000) * bucket.perSecond);
    level.at = at;
    levels.set(key, level);
    if (level.free < 1) throw new AwsError(...bucket.error);
    level.free -= 1;
  };
};
