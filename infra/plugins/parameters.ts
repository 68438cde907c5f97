import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';

z.config(en());

/** `--param` hands over text; a number in it must be one. */
const positive = z.coerce.number().check(z.positive());

/** AWS's own names for its regions. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const region = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** Words separated by commas; there may be none. */
const list = (word: RegExp) =>
  z.string().check(z.refine((text) => text === '' || text.split(',').every((one) => word.test(one.trim()))));

const schema = z.object({
  notificationEmail: z.email(),
  criticalUsd: positive,
  implausibleFactor: positive.check(z.gt(1)),
  monthlyBudgetUsd: positive,
  hostRegions: list(region),
  hostedZones: list(/^Z[A-Z0-9]+$/),
  /** Names in lower case, in which `*` stands for anything. */
  recordNames: list(/^[a-z0-9_*.-]+$/),
  serviceAlarms: z.record(z.string().check(z.regex(/^[A-Za-z0-9]+$/)), positive),
});

/** Zones without names, or names without a zone, would change nothing and look as if they did. */
const whole = schema.check(
  z.refine(({ hostedZones, recordNames }) => hostedZones === '' || recordNames !== '', { path: ['recordNames'] }),
  z.refine(({ hostedZones, recordNames }) => recordNames === '' || hostedZones !== '', { path: ['hostedZones'] }),
);

/** The parameters of a deployment, as infra/stages.yml documents them. */
export type Parameters = z.output<typeof schema>;

/** How each parameter is given, for who gave it wrong. */
const EXAMPLES: Readonly<Record<keyof Parameters, string>> = {
  notificationEmail: '--param=notificationEmail=you@example.com',
  criticalUsd: '--param=criticalUsd=25',
  implausibleFactor: '--param=implausibleFactor=10000',
  monthlyBudgetUsd: '--param=monthlyBudgetUsd=12',
  hostRegions: '--param=hostRegions=eu-central-1,us-east-1',
  hostedZones: '--param=hostedZones=Z0123456789ABC',
  recordNames: '--param=recordNames=*.example.com,example.com',
  serviceAlarms: 'serviceAlarms: { AmazonEC2: 9 } in infra/stages.yml',
};

const isParameter = (name: unknown): name is keyof Parameters => typeof name === 'string' && name in EXAMPLES;

/** Reads the parameters. Throws one error that names each that is missing or malformed, and how it is given. */
export const readParameters = (given: Readonly<Record<string, unknown>>): Parameters => {
  const result = z.safeParse(whole, given);
  if (result.success) return result.data;
  const wrong = new Set(result.error.issues.map(({ path: [name] }) => name).filter(isParameter));
  throw new TypeError(
    [...wrong]
      .map((name) => {
        const fault = given[name] === undefined || given[name] === '' ? 'is missing' : 'is malformed';
        return `The parameter ${name} ${fault}. Give it like this: ${EXAMPLES[name]}`;
      })
      .join('\n'),
  );
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: { readonly custom: { readonly parameters: Readonly<Record<string, unknown>> } };
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
}

/** Checks the parameters before anything is packaged, so that a typing error does not fail half a deployment. */
export default class ParametersPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service, classes }: Serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        try {
          readParameters(service.custom.parameters);
        } catch (error) {
          // The framework prints its own errors plainly, and all others with a stack.
          throw error instanceof TypeError ? new classes.Error(error.message, 'HOSTKEEPER_PARAMETER') : error;
        }
      },
    };
  }
}
