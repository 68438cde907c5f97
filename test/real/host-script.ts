import { contentOf, type HostCommand } from '../../infra/documents/command-document.ts';
import { createDocuments, type Script } from '../aws/ssm/documents.ts';

/** An agent of Systems Manager; an old one pastes the values into the script instead of setting variables. */
export interface Agent {
  readonly isOld: boolean;
}

export const NEW_AGENT: Agent = { isOld: false };

/** What an agent runs of a command's document. Throws as AWS does for values that its patterns refuse. */
export const scriptOf = <Parameter extends string>(
  command: HostCommand<Parameter>,
  values: Readonly<Record<Parameter, string>>,
  agent: Agent,
  document = contentOf(command),
): Script => {
  const documents = createDocuments();
  documents.put(command.name, document);
  const parameters = Object.entries<string>(values).map(([name, value]) => [name, [value]] as const);
  return documents.fill(command.name, '1', Object.fromEntries(parameters)).scriptFor(agent);
};

/** The same as the text of one script, whose first lines set the variables. */
export const textOf = ({ commands, environment }: Script): string => {
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return [...variables, ...commands].join('\n');
};
