import { type Act, hasVolumeAndName, skipTime } from './act.ts';

export const instanceFails: Act = {
  title: 'An instance fails in the night',
  play: async ({ env, narrator }) => {
    const { world, instance } = env;
    await world.advance({ hours: 3 });
    await skipTime(env, 11);
    narrator.announce('The instance of blog hangs and AWS terminates it. Its volume was not unmounted.');
    const failed = instance('blog');
    failed.responsive = false;
    world.inRegion().ec2.instances.terminate(failed.instanceId);
    await world.advance({ minutes: 12 });
    narrator.printChanges();
    return {
      'the replacement has the data volume and the record': instance('blog') !== failed && hasVolumeAndName(env),
    };
  },
};
