import { describe, expect, it } from 'vitest';

import { contentOf } from '../../../infra/documents/command-document.ts';
import { unmount } from '../../../infra/documents/unmount.ts';
import { awsError, ownerCall, startClock } from '../fixtures.ts';
import { documentOperations } from './document-operations.ts';
import { createDocuments } from './documents.ts';

const REGION = 'eu-central-1';
const UNMOUNT = { Name: 'unmount', DocumentType: 'Command', Content: JSON.stringify(contentOf(unmount)) } as const;

const givenOperations = () => {
  const documents = createDocuments();
  const { CreateDocument, DeleteDocument } = documentOperations(REGION, documents);
  const call = ownerCall(startClock(), REGION);
  return {
    documents,
    create: (changes: object = {}) => CreateDocument.handle({ ...UNMOUNT, ...changes }, call),
    remove: (Name: string) => DeleteDocument.handle({ Name }, call),
    resources: [CreateDocument, DeleteDocument].map((each) => each.authorization?.(UNMOUNT, call)),
  };
};

describe('an owner', () => {
  it('creates a document, in its first version', () => {
    const { create, documents } = givenOperations();
    expect(create().DocumentDescription).toMatchObject({ Name: 'unmount', DocumentVersion: '1', SchemaVersion: '2.2' });
    expect(documents.names()).toContain('unmount');
  });

  it.each([
    ['of no JSON', { Content: '{' }, awsError('InvalidDocumentContent', 'Document content is not valid JSON.')],
    ['in YAML', { DocumentFormat: 'YAML' }, /not simulated|Command in YAML/],
    ['of another form', { Content: '{}' }, /the content of the document unmount/],
  ])('creates no document %s', (_, changes, error) => {
    const { create, documents } = givenOperations();
    expect(() => create(changes)).toThrow(error);
    expect(documents.names()).not.toContain('unmount');
  });

  it('creates none twice, deletes it, and deletes none twice', () => {
    const { create, remove } = givenOperations();
    create();
    expect(() => create()).toThrow(awsError('DocumentAlreadyExists', 'Document with name unmount already exists.'));
    remove('unmount');
    expect(() => remove('unmount')).toThrow(awsError('InvalidDocument', 'Document with name unmount does not exist.'));
  });

  it('needs the permission for that document', () => {
    const resource = `arn:aws:ssm:${REGION}:123456789012:document/unmount`;
    expect(givenOperations().resources).toEqual([[{ resource }], [{ resource }]]);
  });
});
