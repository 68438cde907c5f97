import { contentOf } from '../../infra/documents/command-document.ts';
import { unmount } from '../../infra/documents/unmount.ts';
import { unmountParameters } from '../../libs/lifecycle/unmount-command.ts';
import type { Script } from '../aws/ssm/documents.ts';
import { type Agent, scriptOf, textOf } from './host-script.ts';

/** The values of the parameters of the document. */
interface Values {
  readonly volumeId: string;
  readonly device: string;
}

/** What an agent runs of the document that unmounts a volume. Throws as AWS does for values that its patterns refuse. */
export const unmountScriptOf = ({ volumeId, device }: Values, agent: Agent, document = contentOf(unmount)): Script =>
  scriptOf(unmount, unmountParameters(volumeId, device), agent, document);

/** The same as the text of one script, whose first lines set the variables. */
export const unmountText = (values: Values, agent: Agent): string => textOf(unmountScriptOf(values, agent));
