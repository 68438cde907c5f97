import { type Act, hasVolumeAndName } from './act.ts';

export const spotInterruption: Act = {
  title: 'AWS reclaims a Spot Instance',
  play: async ({ env, narrator }) => {
    const { world, instance } = env;
    narrator.announce('AWS announces that it reclaims the instance of blog in two minutes.');
    const interrupted = instance('blog');
    world.inRegion().interrupt(interrupted.instanceId);
    await world.advance({ minutes: 5 });
    narrator.printChanges();
    return {
      'the volume is unmounted in time, and the replacement has it and the record':
        instance('blog') !== interrupted && hasVolumeAndName(env),
    };
  },
};
