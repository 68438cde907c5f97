/** A volume as AWS describes it. */
interface Described {
  readonly type: string;
  readonly iops?: number | undefined;
  /** In MiB/s. */
  readonly throughput?: number | undefined;
}

/**
 * The performance of a volume as a request for another one names it. AWS describes it of every type, and takes it for those
 * alone whose performance is bought by itself. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
 */
export const boughtPerformance = ({
  type,
  iops,
  throughput,
}: Described): { readonly iops?: number; readonly throughput?: number } => ({
  ...(iops !== undefined && /^(gp3|io[12])$/.test(type) && { iops }),
  ...(throughput !== undefined && type === 'gp3' && { throughput }),
});
