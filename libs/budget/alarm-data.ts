import { centsOf } from '../hosts/money.ts';

/**
 * The latest data point in the `reasonData` of a CloudWatch alarm, in cents. `undefined` when it cannot be read, which is
 * no reason to let the bill grow.
 */
export const alarmCents = (reasonData: string | undefined): number | undefined => {
  let data: unknown;
  try {
    data = JSON.parse(reasonData ?? '');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof data !== 'object' || data === null || !('recentDatapoints' in data)) return undefined;
  const points: unknown = data.recentDatapoints;
  const latest: unknown = Array.isArray(points) ? points.at(-1) : undefined;
  return typeof latest === 'number' && Number.isFinite(latest) && latest >= 0 ? centsOf(latest) : undefined;
};
