import type * as client from '@aws-sdk/client-ssm';

import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, AwsError, type Operation, type Service } from '../operation.ts';
import type { createDocuments } from './documents.ts';

/** The ARN of a document: AWS's own belong to no account. */
export const documentArn = (region: string, name: string): string =>
  `arn:aws:ssm:${region}:${name.startsWith('AWS-') ? '' : ACCOUNT}:document/${name}`;

const parseContent = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError('InvalidDocumentContent', 'Document content is not valid JSON.');
  }
};

/** What an owner does with documents by hand. */
export const documentOperations = (region: string, documents: ReturnType<typeof createDocuments>) => {
  const authorization = ({ Name = '' }: { readonly Name: string | undefined }) => [
    { resource: documentArn(region, Name) },
  ];

  const CreateDocument: Operation<client.CreateDocumentRequest, client.CreateDocumentResult> = {
    authorization,
    handle: ({ Name = '', Content = '', DocumentType = 'Command', DocumentFormat = 'JSON' }, { at }) => {
      if (DocumentType !== 'Command' || DocumentFormat !== 'JSON')
        throw notSimulated(`a document of the type ${DocumentType} in ${DocumentFormat}`, ['Command', 'JSON']);
      if (documents.names().includes(Name))
        throw new AwsError('DocumentAlreadyExists', `Document with name ${Name} already exists.`);
      documents.put(Name, parseContent(Content));
      const versions = { DocumentVersion: '1', LatestVersion: '1', DefaultVersion: '1', SchemaVersion: '2.2' };
      const more = { DocumentType, DocumentFormat, Status: 'Creating', CreatedDate: new Date(at) } as const;
      return { DocumentDescription: { Name, ...versions, ...more } };
    },
  };

  const DeleteDocument: Operation<client.DeleteDocumentRequest, client.DeleteDocumentResult> = {
    authorization,
    handle: ({ Name = '' }) => {
      documents.remove(Name);
      return {};
    },
  };

  return { CreateDocument, DeleteDocument } satisfies Service;
};
