import { dropUnknownTypes, type Template } from './unknown-types.ts';

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: { readonly provider: { readonly compiledCloudFormationTemplate: Template } };
}

/** Begins each line that the plugin prints. */
export const LEFT_OUT = 'Left out, because the emulator does not have it: ';

/** Whether AWS is a process on this machine. */
const isEmulated = (): boolean => /^http:\/\/127\.0\.0\.1:\d+$/.test(process.env['AWS_ENDPOINT_URL'] ?? '');

/** Leaves out of the template what an emulator does not have, and says so. At AWS itself it does nothing. */
export default class EmulatorPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        if (!isEmulated()) return;
        for (const line of dropUnknownTypes(service.provider.compiledCloudFormationTemplate)) {
          console.warn(`${LEFT_OUT}${line}`);
        }
      },
    };
  }
}
