import { createRequire } from 'node:module';

import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';

import { confirm, confirmByName } from '../commands/cli/confirm.ts';
import { CliError, explain } from '../commands/cli/errors.ts';
import { EXIT_CODES } from '../commands/cli/exit-codes.ts';
import type { ChangeSetName } from '../commands/deploy/review/change-set.ts';

/** What of the framework waits for a change set: it calls this between the creation and the execution. */
export interface ChangeSetCreator {
  waitForChangeSetCreation: (changeSetName: string, stackName: string) => Promise<{ readonly Status?: string }>;
}

const isCreator = (plugin: object): plugin is ChangeSetCreator => 'waitForChangeSetCreation' in plugin;

/** Has the framework review each change set that it has created and that changes something. It executes none where that throws. */
export const reviewEach = (creator: ChangeSetCreator, review: (name: ChangeSetName) => Promise<void>): void => {
  const wait = creator.waitForChangeSetCreation.bind(creator);
  creator.waitForChangeSetCreation = async (changeSetName, stackName) => {
    const description = await wait(changeSetName, stackName);
    if (description.Status === 'CREATE_COMPLETE') await review({ ChangeSetName: changeSetName, StackName: stackName });
    return description;
  };
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly processedInput: { readonly commands: readonly string[] };
  readonly pluginManager: { readonly getPlugins: () => readonly object[] };
  readonly getProvider: (name: 'aws') => {
    readonly getRegion: () => string;
    readonly getAwsSdkV3Config: () => Promise<CloudFormationClientConfig>;
  };
  readonly service: { readonly provider: { readonly compiledCloudFormationTemplate: unknown } };
}

/** The options that this plugin adds to `serverless deploy`. */
interface Options {
  readonly review?: boolean;
  readonly yes?: boolean;
}

/** Stops the framework's animation, which would write over the question. */
const clearProgress = (): void => {
  const { progress }: { readonly progress: { readonly clear: () => void } } = createRequire(import.meta.url)(
    'serverless/lib/utils/serverless-utils/log',
  );
  progress.clear();
};

/** The review of one deployment. What it needs is loaded when there is a change set, so that other commands start fast. */
const loadReview = async (serverless: Serverless, yes: boolean): Promise<(name: ChangeSetName) => Promise<void>> => {
  const [{ CloudFormationClient }, { createReview }] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('../commands/deploy/review/review.ts'),
  ]);
  const provider = serverless.getProvider('aws');
  return createReview({
    cloudFormation: new CloudFormationClient(await provider.getAwsSdkV3Config()),
    region: provider.getRegion(),
    template: serverless.service.provider.compiledCloudFormationTemplate,
    note: (line) => console.error(line),
    confirm: (question) => confirm(question, yes),
    confirmByName,
  });
};

/** Reviews the change sets of one deployment. Ends the process where one must not be executed, with a sentence. */
const createReviewer = (serverless: Serverless, yes: boolean): ((name: ChangeSetName) => Promise<void>) => {
  let loaded: ReturnType<typeof loadReview> | undefined;
  return async (name) => {
    clearProgress();
    loaded ??= loadReview(serverless, yes);
    try {
      const review = await loaded;
      await review(name);
    } catch (error) {
      console.error(explain(error, serverless.getProvider('aws').getRegion()));
      process.exit(error instanceof CliError ? error.exitCode : EXIT_CODES.failed);
    }
  };
};

/** `serverless deploy --review` shows each change set, and asks before it is executed. */
export default class ReviewPlugin {
  readonly commands = {
    deploy: {
      options: {
        review: { usage: 'Show what would change, and ask before it does', type: 'boolean' },
        yes: { usage: 'Do not ask', type: 'boolean' },
      },
    },
  };
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor(serverless: Serverless, { review: isAsked = false, yes = false }: Options) {
    this.hooks = {
      initialize: () => {
        if (!isAsked || serverless.processedInput.commands.join(' ') !== 'deploy') return;
        const creators = serverless.pluginManager.getPlugins().filter(isCreator);
        if (creators.length === 0) throw new Error('The framework creates no change sets: nothing can be reviewed.');
        const review = createReviewer(serverless, yes);
        for (const creator of creators) reviewEach(creator, review);
      },
    };
  }
}
