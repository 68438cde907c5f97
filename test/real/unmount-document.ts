import { contentOf } from '../../infra/documents/command-document.ts';
import { unmount } from '../../infra/documents/unmount.ts';
import { createDocuments, type Script } from '../aws/ssm/documents.ts';

/** An agent of Systems Manager; an old one pastes the values into the script instead of setting variables. */
export interface Agent {
  readonly isOld: boolean;
}

export const NEW_AGENT: Agent = { isOld: false };

/** The values of the parameters of the document. */
interface Values {
  readonly volumeId: string;
  readonly device: string;
}

/** What an agent runs of the document that unmounts a volume. Throws as AWS does for values that its patterns refuse. */
export const unmountScriptOf = ({ volumeId, device }: Values, agent: Agent, document = contentOf(unmount)): Script => {
  const documents = createDocuments();
  documents.put('unmount', document);
  return documents.fill('unmount', '1', { VolumeId: [volumeId], Device: [device] }).scriptFor(agent);
};

/** The same as the text of one script, whose first lines set the variables. */
export const unmountText = (values: Values, agent: Agent): string => {
  const { commands, environment } = unmountScriptOf(values, agent);
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return [...variables, ...commands].join('\n');
};
