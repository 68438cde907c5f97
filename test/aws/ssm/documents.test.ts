import { describe, expect, it } from 'vitest';

import { awsError } from '../fixtures.ts';
import { createDocuments } from './documents.ts';

/** A document that runs these lines for ten seconds at most. */
const documentOf = (...runCommand: readonly string[]) => ({
  schemaVersion: '2.2',
  parameters: {
    Id: { type: 'String', interpolationType: 'ENV_VAR', allowedPattern: '^vol-[0-9a-f]+$' },
    Words: { type: 'StringList' },
    Seconds: { type: 'String', default: '10', allowedPattern: '^[0-9]+$' },
  },
  mainSteps: [{ action: 'aws:runShellScript', name: 'run', inputs: { timeoutSeconds: '{{ Seconds }}', runCommand } }],
});

const VALUES = { Id: ['vol-1'], Words: ['one', 'two'] };

/** Documents of which one is the account's own. */
const givenDocuments = (...runCommand: readonly string[]) => {
  const documents = createDocuments();
  documents.put('own', documentOf(...runCommand));
  return documents;
};

/** The script of the account's document for an agent. */
const scriptFor = (isOld: boolean, ...runCommand: readonly string[]) =>
  givenDocuments(...runCommand)
    .fill('own', undefined, VALUES)
    .scriptFor({ isOld });

describe('a document', () => {
  it('hands a parameter to the script in a variable, and pastes those that ask for nothing else', () => {
    expect(scriptFor(false, 'echo {{Id}} {{ Words }}', '{{ Words }}', '{{Other}}')).toEqual({
      commands: ['echo {{Id}} one two', 'one', 'two', '{{Other}}'],
      environment: { SSM_Id: 'vol-1' },
      executionSeconds: 10,
    });
  });

  it('is pasted wholly by an old agent, which sets no variable', () => {
    expect(scriptFor(true, 'echo "{{Id}}" {{ Id }}')).toMatchObject({
      commands: ['echo "vol-1" vol-1'],
      environment: {},
    });
  });

  it.each([
    ['of another pattern', { ...VALUES, Id: ['vol-1; reboot'] }],
    ['missing', { Words: ['one'] }],
    ['twice', { ...VALUES, Id: ['vol-1', 'vol-2'] }],
    ['an empty list', { ...VALUES, Words: [] }],
    ['unknown', { ...VALUES, Id2: ['vol-1'] }],
  ])('takes no parameter that is %s', (_, values) => {
    const message = `The parameters do not fit own: ${JSON.stringify(values)}`;
    expect(() => givenDocuments('sync').fill('own', '1', values)).toThrow(awsError('InvalidParameters', message));
  });

  it('has versions, of which the last is its default, and the first stays what it was', () => {
    const documents = givenDocuments('sync');
    documents.put('own', documentOf('reboot'));
    const commandsOf = (version?: string) =>
      documents.fill('own', version, VALUES).scriptFor({ isOld: false }).commands;
    expect([undefined, '$DEFAULT', '$LATEST', '1', '2'].map(commandsOf)).toEqual(
      ['reboot', 'reboot', 'reboot', 'sync', 'reboot'].map((line) => [line]),
    );
    const error = awsError('InvalidDocumentVersion', 'Document with name own has no version 3.');
    expect(() => commandsOf('3')).toThrow(error);
  });

  it('is gone once it is removed; one of AWS is there from the beginning', () => {
    const documents = givenDocuments('sync');
    expect(documents.names()).toEqual(['AWS-RunShellScript', 'own']);
    documents.remove('own');
    const error = awsError('InvalidDocument', 'Document with name own does not exist.');
    expect(() => documents.fill('own', '1', VALUES)).toThrow(error);
    expect(() => documents.remove('own')).toThrow(error);
  });

  it('of another form is not simulated, and refused', () => {
    const { put } = createDocuments();
    expect(() => put('other', { ...documentOf('sync'), schemaVersion: '0.3' })).toThrow(
      'the content of the document other',
    );
  });
});
