/** The sizes of an Auto Scaling group, in instances; written `min/desired/max`, such as `0/1/1`. */
export interface Sizes {
  readonly min: number;
  readonly desired: number;
  readonly max: number;
}

/** No instance: nothing launches one until `max` is raised. */
export const ZERO: Sizes = { min: 0, desired: 0, max: 0 };

/** Writes sizes as `min/desired/max`. */
export const formatSizes = ({ min, desired, max }: Sizes): string => `${min}/${desired}/${max}`;

export const sameSizes = (a: Sizes, b: Sizes): boolean => formatSizes(a) === formatSizes(b);

/** Reads `min/desired/max`. `undefined` for any other text, and for sizes that EC2 Auto Scaling does not allow. */
export const parseSizes = (text: string): Sizes | undefined => {
  const match = /^(\d{1,4})\/(\d{1,4})\/(\d{1,4})$/.exec(text);
  if (!match) return undefined;
  const [min = 0, desired = 0, max = 0] = match.slice(1).map(Number);
  return min <= desired && desired <= max ? { min, desired, max } : undefined;
};
