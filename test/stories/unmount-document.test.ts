import { describe, expect, it } from 'vitest';

import { ownerCall } from '../aws/fixtures.ts';
import { packagedTemplate } from '../aws/lambda/package-stack.ts';
import { given, type GivenHost } from '../support/given.ts';
import { changes } from '../support/queries.ts';
import { refreshInstance } from '../support/refresh-instance.ts';

const blog: GivenHost = { data: true, records: ['blog.example.com'] };
const SUCCESS = expect.objectContaining({ Status: 'Success' });

/** A host whose instance is about to be replaced. */
const givenHost = async (options?: Parameters<typeof given>[1]) => {
  const env = await given({ blog }, options);
  const { ssm, ec2 } = env.world.inRegion();
  const document = env.world.resource('UnmountDocument');
  const call = () => ownerCall(env.world.clock, 'us-east-1');
  return {
    ...env,
    document,
    documents: ssm.documents,
    deleteDocument: (Name: string) => ssm.service.DeleteDocument.handle({ Name }, call()),
    /** As docs/runbooks/volume-stuck.md says. */
    createDocument: () =>
      ssm.service.CreateDocument.handle(
        { Name: document.physicalId, DocumentType: 'Command', Content: JSON.stringify(document.properties['Content']) },
        call(),
      ),
    /** Replaces the instance, and returns the id of its successor once that is in service. */
    replace: async (): Promise<string> => {
      const old = refreshInstance(env.world);
      await env.world.advance({ minutes: 10 });
      const [now] = env.group('blog').instances;
      expect([now?.instanceId === old, now?.lifecycleState]).toEqual([false, 'InService']);
      expect(ec2.volumes.dataLoss).toEqual([]);
      expect(env.volume('blog').attachment).toMatchObject({ instanceId: now?.instanceId, mounted: true });
      return old;
    },
    /** What Systems Manager lists of the commands to an instance. */
    commandsTo: (InstanceId: string) =>
      ssm.service.ListCommandInvocations.handle({ InstanceId }, call()).CommandInvocations,
  };
};

describe('a volume is unmounted by the document of the stack', () => {
  it('and by nothing else: the functions send it, in the version that the stack made', async () => {
    const { world, document, replace, commandsTo, volume } = await givenHost();
    const { volumeId } = volume('blog');
    const old = await replace();
    const sent = world.calls.filter(({ operation }) => operation === 'SendCommand');
    expect(sent.map(({ input }) => input)).toEqual([
      expect.objectContaining({
        DocumentName: document.physicalId,
        DocumentVersion: '1',
        Parameters: { VolumeId: [volumeId], Device: ['/dev/sdf'] },
      }),
    ]);
    expect(commandsTo(old)).toEqual([SUCCESS]);
    expect(changes(world)).toContain('DetachVolume');
    expect(world.mails).toEqual([]);
  });

  it('also where the agent is old, and pastes the parameters into the script', async () => {
    const { world, instance, replace, commandsTo } = await givenHost();
    instance('blog').ssmOld = true;
    // Two runs that observe the instance in the same second may both ask it.
    expect(commandsTo(await replace())).toContainEqual(SUCCESS);
    expect(changes(world)).toContain('DetachVolume');
  });

  it('and the functions send no other content, though somebody has changed the document by hand', async () => {
    const { document, documents, replace, commandsTo } = await givenHost();
    const text = JSON.stringify(document.properties['Content']).replaceAll('umount', 'true');
    documents.put(document.physicalId, JSON.parse(text));
    expect(commandsTo(await replace())).toEqual([SUCCESS]);
  });
});

describe('the document is deleted by hand', () => {
  it('so the volume is left to the shutdown, and the e-mail says why and where to read on', async () => {
    const { world, document, deleteDocument, replace } = await givenHost();
    deleteDocument(document.physicalId);
    await replace();
    expect(changes(world)).not.toContain('DetachVolume');
    expect(world.invocations.flatMap(({ error = [] }) => error)).toEqual([]);
    expect(world.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining('free after the shutdown')]);
    expect(world.mails[0]?.body).toContain(
      `InvalidDocument: Document with name ${document.physicalId} does not exist.`,
    );
    expect(world.mails[0]?.body).toContain('docs/runbooks/volume-stuck.md');
  });

  it('and the next instance is asked again, once it is there again', async () => {
    const { world, document, deleteDocument, createDocument, replace, commandsTo } = await givenHost();
    deleteDocument(document.physicalId);
    expect(commandsTo(await replace())).toEqual([]);
    createDocument();
    // Two runs that observe the instance in the same second may both ask it.
    expect(commandsTo(await replace())).toContainEqual(SUCCESS);
    expect(changes(world)).toContain('DetachVolume');
  });
});

/**
 * The stack in the middle of an update that changes the document: it has both, the roles are those of the new code, and
 * `instance-terminate` is still the old one.
 */
const givenUpdate = async () => {
  const template = packagedTemplate();
  const { UnmountDocument: document = { Type: '' } } = template.Resources;
  const former = String(document.Properties?.['Name']).replace(/.{8}$/, '01234567');
  const Former = { ...document, Properties: { ...document.Properties, Name: former } };
  const host = await givenHost({
    template: { ...template, Resources: { ...template.Resources, Former } },
    environment: { 'instance-terminate': { UNMOUNT_DOCUMENT: former } },
  });
  return { ...host, former };
};

describe('a deployment changes the document', () => {
  it('and functions of the old code still send the old one, which is deleted last', async () => {
    const { former, replace, commandsTo } = await givenUpdate();
    expect(commandsTo(await replace())).toEqual([expect.objectContaining({ DocumentName: former, Status: 'Success' })]);
  });

  it('and a run of the old code that outlives it leaves the volume to the shutdown', async () => {
    const { former, world, deleteDocument, replace } = await givenUpdate();
    deleteDocument(former);
    await replace();
    expect(changes(world)).not.toContain('DetachVolume');
  });
});
