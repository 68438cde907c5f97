import { exampleTemplate } from '../../aws/lambda/package-stack.ts';
import { givenStack, NAMES } from '../../support/host-stack.ts';
import type { Act } from './act.ts';

/** After the month of the other acts. */
const START = '2026-12-02T09:00:00.000Z';

export const emptyAccount: Act = {
  title: 'An empty account gets a served page',
  play: async ({ load, narratorOf }) => {
    const { world, volume, instance, pages } = await givenStack(exampleTemplate(), { load, start: START });
    const narrator = narratorOf(world);
    narrator.announce(
      'In an empty account the stage "example" of infra/stages.yml was deployed: a network, a data volume, a zone, secrets, and a group of one.',
    );
    const before = pages();
    await world.advance({ minutes: 6 });
    const { instanceId } = instance();
    const { attachment, fileSystem } = volume();
    const after = pages();
    narrator.announce(`${NAMES.map((name) => `http://${name}`).join(' and ')} lead to nginx on ${instanceId}.`);
    return {
      'no name of a new host leads anywhere at first': before.every((page) => page.endsWith('has no address')),
      'its instance formats the blank volume, and mounts it':
        fileSystem !== undefined && attachment?.instanceId === instanceId && attachment.mounted,
      'a browser gets the page at each name': after.every((servedBy) => servedBy === instanceId),
      'an e-mail says that the host is enrolled': world.mails.some(({ subject }) => subject.includes('is enrolled')),
    };
  },
};
