/** What an instance of a drill is billed for, in USD. */
export interface DrillRates {
  /** An hour on demand, by type: a Spot instance costs at most as much. */
  readonly instanceHour: Readonly<Record<string, number>>;
  readonly volumeGbMonth: number;
  readonly publicIpv4Hour: number;
}

/** The size of the root volume of the image, in GB. */
const ROOT_GIGABYTES = 30;

const SECONDS_A_HOUR = 3600;
/** AWS's average month. */
const HOURS_A_MONTH = 730;
/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts.html#ec2-pricing */
const LEAST_SECONDS = 60;

/** USD an hour of a CPU above the baseline. https://aws.amazon.com/ec2/pricing/on-demand/#T2.2FT3.2FT4g_Unlimited_Mode_Pricing */
const CPU_HOUR = 0.05;

/** What a drill uses on the average: as much as the container of the database gets (infra/documents/drill.sh). */
const CPUS = 0.5;

/**
 * The CPUs that the price of a burstable instance covers, on the average of its life.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html#baseline_performance
 */
const BASELINE_CPUS: Readonly<Record<string, number>> = {
  't3.micro': 0.2,
  't3.small': 0.4,
  't4g.micro': 0.2,
  't4g.small': 0.4,
};

/** The most that a drill costs which takes so long, in USD; `undefined` where the price of its type is not known. */
export const priceOf = (
  { type, gigabytes, seconds }: { readonly type: string; readonly gigabytes: number; readonly seconds: number },
  rates: DrillRates | undefined,
): number | undefined => {
  const instanceHour = rates?.instanceHour[type];
  if (!rates || instanceHour === undefined) return undefined;
  const hours = Math.max(LEAST_SECONDS, seconds) / SECONDS_A_HOUR;
  const volumes = ((ROOT_GIGABYTES + gigabytes) * rates.volumeGbMonth) / HOURS_A_MONTH;
  const cpus = CPUS - (BASELINE_CPUS[type] ?? 0);
  return hours * (instanceHour + cpus * CPU_HOUR + rates.publicIpv4Hour + volumes);
};

/** A price in words: four decimals of USD, as a drill costs less than a cent. */
export const formatPrice = (usd: number | undefined): string =>
  usd === undefined ? 'a price that is not known here' : `${usd.toFixed(4)} USD`;
