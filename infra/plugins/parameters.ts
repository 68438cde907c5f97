import { suggestion } from '../commands/cli/nearest.ts';
import { refuse, typedNames, type TypedOptions } from '../command-line.ts';
import { parameterProblems, readParameters, type Values } from '../parameter-problems.ts';
import { moneyWarnings } from '../prices/money.ts';

/** The longest name that Lambda takes. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const LONGEST_NAME = 64;

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly processedInput: {
    readonly commands: readonly string[];
    readonly options: TypedOptions;
  };
  readonly configurationInput: { readonly params?: Readonly<Record<string, Values | null>> };
  readonly configSchemaHandler: {
    readonly schema: {
      readonly properties: {
        readonly provider: { readonly properties: { readonly region: { readonly enum: readonly string[] } } };
      };
    };
  };
  readonly service: {
    readonly custom: { readonly parameters: Values };
    readonly provider: { readonly stage: string };
    readonly functions: Readonly<Record<string, { readonly name: string }>>;
  };
}

const regionsOf = ({ configSchemaHandler }: Serverless): readonly string[] =>
  configSchemaHandler.schema.properties.provider.properties.region.enum;

/** A region that the framework would refuse with the list of all. */
const unknownRegion = (serverless: Serverless): readonly string[] => {
  const { region } = serverless.processedInput.options;
  const regions = regionsOf(serverless);
  return region == null || regions.includes(region)
    ? []
    : [`The region ${region} is not one of AWS.${suggestion(region, regions)}`];
};

const longNames = ({ service }: Serverless): readonly string[] => {
  const [longest = ''] = Object.values(service.functions)
    .map(({ name }) => name)
    .toSorted((a, b) => b.length - a.length);
  const excess = longest.length - LONGEST_NAME;
  return excess > 0
    ? [
        `The name of the stage ${service.provider.stage} is too long by ${excess}: Lambda takes ${LONGEST_NAME} for the ` +
          `name of a function, and ${longest} has ${longest.length}.`,
      ]
    : [];
};

const problemsOf = (serverless: Serverless): readonly string[] => {
  const { processedInput, configurationInput, service } = serverless;
  const written = Object.values(configurationInput.params ?? {}).flatMap((values) => Object.keys(values ?? {}));
  return [
    ...parameterProblems({
      values: service.custom.parameters,
      names: [...typedNames(processedInput.options), ...written],
      regions: regionsOf(serverless),
    }),
    ...longNames(serverless),
  ];
};

/** The framework's commands that need every parameter. */
const CHECKED = new Set(['package', 'deploy', 'parameters']);

/**
 * Checks the parameters before anything is packaged, so that a typing error does not fail half a deployment. The command
 * `serverless parameters` prints them as JSON, after the same checks.
 */
export default class ParametersPlugin {
  readonly commands = {
    parameters: { usage: 'Checks the parameters, and prints them as JSON', lifecycleEvents: ['print'] },
  };
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Serverless) {
    refuse(unknownRegion(serverless));
    this.hooks = {
      initialize: () => {
        if (!CHECKED.has(serverless.processedInput.commands.join(' '))) return;
        refuse(problemsOf(serverless));
        for (const warning of moneyWarnings(serverless.service.custom.parameters)) console.error(`Warning: ${warning}`);
      },
      'parameters:print': () => console.info(JSON.stringify(readParameters(serverless.service.custom.parameters))),
    };
  }
}
