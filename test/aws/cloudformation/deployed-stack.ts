import type { Output, Template } from '../template.ts';

/** The stack that the world begins with. */
export interface DeployedStack {
  readonly template: () => Template;
  /** How often each launch template was changed, with its creation, by its logical id. */
  readonly versions: () => Readonly<Record<string, number>>;
  readonly outputs: () => readonly Output[];
  /** Creates what the template has and the stack has not, and changes what differs. */
  readonly deploy: (template: Template) => void;
}
