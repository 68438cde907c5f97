import type { HostSettings } from '../../host/settings.ts';
import { hostRegion } from '../../host/stage-host.ts';
import { ADDRESS, type Cents, type Estimate, estimate, type Line, totalOf } from '../../prices/estimate.ts';
import { moneyWarnings } from '../../prices/money.ts';
import { adoptedParts } from '../../prices/parts.ts';
import { PRICES, type Unconfirmed } from '../../prices/price-file.ts';
import { templateParts } from '../../prices/template-parts.ts';
import type { Context } from '../cli/command.ts';
import { CliError } from '../cli/errors.ts';
import { EXIT_CODES, type ExitCode } from '../cli/exit-codes.ts';
import { HOME_REGION } from '../cli/home-region.ts';
import type { SharedInput } from '../cli/options.ts';
import { checkedParameters, EMAIL_OPTION, packagedTemplate } from '../deploy/serverless.ts';
import type { CostOutput } from './render.ts';
import { requireStage } from './stages.ts';

const usdOf = ({ onDemand, savingsPlan, spot }: Cents) => ({
  onDemand: onDemand / 100,
  savingsPlan: savingsPlan / 100,
  spot: spot / 100,
});

const linesOf = (estimated: Estimate): readonly Line[] => {
  if ('problem' in estimated) throw new CliError(estimated.problem);
  return estimated.lines;
};

/** What a price that nobody has confirmed is for. */
const UNCONFIRMED = {
  alarmMonth: 'alarms',
  savingsPlanFactor: 'the savings plan',
  spotFactor: 'Spot',
  snapshotGbMonth: 'snapshots',
  publicIpv4Hour: 'the address',
  registryGbMonth: 'the registry',
} as const satisfies Readonly<Record<Unconfirmed, string>>;

/** What the sums of a host rest on, and leave out. */
const hostNotes = (settings: HostSettings, lines: readonly Line[]): readonly string[] => {
  const unconfirmed = [...new Set(lines.flatMap((line) => line.unconfirmed))];
  const adopted = adoptedParts(settings);
  return [
    `Prices of ${PRICES.date}, without taxes, for 730 hours. What AWS asks today: https://calculator.aws`,
    ...(unconfirmed.length > 0
      ? [
          `Estimates, not prices that were read from AWS (docs/costs.md): ${unconfirmed.map((name) => UNCONFIRMED[name]).join(', ')}.`,
        ]
      : []),
    'Not counted: traffic to the internet above 100 GB a month, log ingestion above 5 GB, DNS queries.',
    ...(adopted.length > 0 ? [`Not counted, as it was there before: ${adopted.join(', ')}.`] : []),
    ...(settings.spotTypes.length > 0 ? ['The host is a Spot instance: the last column counts.'] : []),
  ];
};

/** Prints what the stage costs. Throws a CliError where there is no price, or the host is in another region. */
export const run = async ({ stage, region }: SharedInput, { show, note }: Context<CostOutput>): Promise<ExitCode> => {
  requireStage(stage);
  const options = [`--stage=${stage}`, EMAIL_OPTION];
  const parameters = checkedParameters(options);
  const { host: settings, hostRegions } = parameters;
  const home = settings && hostRegion(settings);
  const regions = region ?? [...new Set([HOME_REGION, ...hostRegions])];
  if (home !== undefined && !regions.includes(home)) {
    throw new CliError(`The host of the stage ${stage} is in ${home}: leave --region out, or name that one.`);
  }
  note(`Packaging the stage ${stage} for ${regions.join(', ')} ...`);
  const parts = templateParts(regions.map((one) => packagedTemplate([...options, `--region=${one}`])));
  const lines = linesOf(estimate(home ?? HOME_REGION, parts));
  show({
    stage,
    ...(settings && home !== undefined && { host: { name: settings.name, region: home } }),
    pricesOf: PRICES.date,
    parts: lines.map((line) => ({ part: line.part, quantity: line.quantity, service: line.service, ...usdOf(line) })),
    total: usdOf(totalOf(lines)),
    withoutPublicIpv4: usdOf(totalOf(lines.filter(({ part }) => part !== ADDRESS))),
    notes: settings ? [...hostNotes(settings, lines)] : lines.map(({ part, quantity }) => `${part}: ${quantity}.`),
    warnings: [...moneyWarnings(parameters)],
  });
  return EXIT_CODES.done;
};
