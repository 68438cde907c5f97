import * as z from 'zod/mini';

import { hostSchema } from '../../host/settings.ts';
import { regionOf } from '../../host/stage-host.ts';
import { normalName } from '../../../libs/hosts/record-names.ts';
import { PARAMETERS } from '../../parameters.ts';
import { hostMoneyLines } from '../../prices/money.ts';
import { CliError, UsageError } from '../cli/errors.ts';
import { listPublicZones, type PublicZone, zoneOf } from '../cli/hosted-zones.ts';
import type { StageSetting } from '../cli/stages-file.ts';
import { readOr } from '../cli/read-or.ts';
import { zonesOffering } from '../cli/zones.ts';
import { answer, problemBy } from './answer.ts';
import { type Answers, currentText, type Interview, readIfPossible } from './interview.ts';
import {
  budgetQuestion,
  domainQuestion,
  emailQuestion,
  imageQuestion,
  nameQuestion,
  typeQuestion,
} from './questions.ts';

/** The type of an instance for which none is given. */
const DEFAULT_TYPE = z.parse(hostSchema.shape.instanceType, undefined);

type Zones = z.output<typeof hostSchema>['zones'];

/** What a host is called whose domain does not begin with a name for one. */
const DEFAULT_NAME = 'web';

/** A name for the host: the first word of its domain, where that may be one. */
const nameFrom = (domain: string): string => {
  const [word = ''] = domain.split('.');
  return problemBy(hostSchema.shape.name)(word) === undefined ? word : DEFAULT_NAME;
};

/** Two zones that offer the type. Throws a CliError where AWS has not two, or cannot be asked. */
const chooseZones = async ({ context, region }: Interview, type: string): Promise<Zones> => {
  const fix = `Name two zones that offer it: --zones ${region}a,${region}b`;
  const read = () => zonesOffering(context.clients(region).ec2, type);
  const offering = await readOr(`The zones that offer ${type}`, region, read, (sentence) => {
    throw new CliError(`${sentence} ${fix}`);
  });
  const [first, second] = offering;
  if (first !== undefined && second !== undefined) return [first, second];
  const found = first === undefined ? `No zone of ${region} offers` : `Only the zone ${first} of ${region} offers`;
  throw new CliError(
    `${found} ${type}, and a host needs two that do: take another with --instance-type, or another --region.`,
  );
};

/** The zones that were typed; those that the stage has already, as a volume cannot leave its zone; or two that offer the type. */
const zonesOf = async (interview: Interview, type: string): Promise<Zones> => {
  const { typed, region, current } = interview;
  if (typed.zones) {
    const { data, error } = z.safeParse(hostSchema.shape.zones, typed.zones);
    if (data) return data;
    const problem = error.issues[0]?.message ?? '';
    throw new UsageError(`--zones ${problem}. Give it like this: --zones ${region}a,${region}b`);
  }
  const { data: host } = z.safeParse(z.object({ zones: hostSchema.shape.zones }), current['host']);
  return host && regionOf(host.zones[0]) === region ? host.zones : chooseZones(interview, type);
};

/**
 * The zone of the domain where the account has one already: a second one would have other name servers. Empty text takes the
 * place of that of another domain; `undefined` leaves what there is. What is to be done about any other zone is said.
 */
const existingZone = (
  { context: { note }, current }: Interview,
  domain: string,
  zones: readonly PublicZone[],
): string | undefined => {
  if (currentText(current['host'], 'domain') === domain) return undefined;
  const [zone, ...others] = zones.filter(({ name }) => name === domain);
  const parent = zoneOf(domain, zones);
  if (zone && others.length === 0) return zone.id;
  if (zone) {
    const ids = [zone, ...others].map(({ id }) => id).join(', ');
    note(`${domain} has several hosted zones, ${ids}: write the right one into the stage, hostedZoneId: ${zone.id}`);
  } else if (parent) {
    note(
      `${domain} gets a hosted zone of its own. Once it is deployed, enter its four name servers in the zone ${parent.name} (${parent.id}), as an NS record of that name.`,
    );
  }
  // The zone of another domain would get the records of this one.
  return currentText(current['host'], 'hostedZoneId') === undefined ? undefined : '';
};

/** The budget that the estimate of the host calls for, where none is given. */
const defaultBudget = ({ current }: Interview, host: object): string => {
  const { monthlyBudgetUsd, criticalUsd, serviceAlarms } = PARAMETERS;
  const lines = hostMoneyLines(host, serviceAlarms.default, {
    criticalUsd: z.safeParse(criticalUsd.schema, current['criticalUsd']).data,
  });
  return String(lines.monthlyBudgetUsd ?? monthlyBudgetUsd.default);
};

/** Asks for what a host of the stack's own needs. Throws a CliError where its zones cannot be chosen. */
export const askForHost = async (interview: Interview): Promise<Answers> => {
  const { typed, context, current } = interview;
  const { host } = current;
  const quietly = { note: context.note };
  const currentType = currentText(host, 'instanceType');
  const instanceType = await answer(typeQuestion(currentType ?? DEFAULT_TYPE), typed.instanceType, quietly);
  const zones = await zonesOf(interview, instanceType);
  const publicZones = await readIfPossible(
    interview,
    'The hosted zones of the account',
    () => listPublicZones(context.clients(interview.region)),
    [],
  );
  const [only, ...others] = publicZones;
  const knownDomain = currentText(host, 'domain') ?? (others.length === 0 ? only?.name : undefined);

  const email = await answer(emailQuestion(currentText(current, 'notificationEmail')), typed.email, context);
  const domain = normalName(await answer(domainQuestion(knownDomain), typed.domain, context));
  const image = await answer(imageQuestion(currentText(host, 'image') ?? ''), typed.image, context);
  const name = await answer(nameQuestion(currentText(host, 'name') ?? nameFrom(domain)), typed.host, quietly);
  const hostedZoneId = existingZone(interview, domain, publicZones);
  const settings = {
    name,
    domain,
    zones,
    ...(hostedZoneId !== undefined && { hostedZoneId }),
    ...(instanceType !== (currentType ?? DEFAULT_TYPE) && { instanceType }),
    ...(image !== '' && { image }),
  };
  const estimated = defaultBudget(interview, Object.assign({}, host, settings));
  const knownBudget = currentText(current, 'monthlyBudgetUsd') ?? estimated;
  const budget = await answer(budgetQuestion(knownBudget), typed.budget, context);
  const hostSettings: readonly StageSetting[] = Object.entries(settings).map(([key, value]) => ({
    path: ['host', key],
    value,
  }));
  return {
    settings: [
      { path: ['notificationEmail'], value: email },
      // The default follows the host: a larger one raises it.
      ...(Number(budget) === Number(knownBudget) ? [] : [{ path: ['monthlyBudgetUsd'], value: Number(budget) }]),
      ...hostSettings,
    ],
    next: ['check', 'cost', 'deploy'].map((command) => `${command} --stage ${typed.stage}`),
  };
};
