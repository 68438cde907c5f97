import { type Act, hasVolumeAndName, RESUME_COMMAND, RUNNING_SIZES, sizesOf, skipTime } from './act.ts';

export const resume: Act = {
  title: 'The owner resumes both hosts',
  play: async ({ env, narrator }) => {
    const { world, group, paste } = env;
    await skipTime(env, 20);
    narrator.announce('The owner has found the cause, and pastes the command from the e-mail into a shell.');
    const { returned } = await paste(...RESUME_COMMAND);
    narrator.printAnswer(returned);
    await world.advance({ minutes: 20 });
    narrator.printChanges();
    const isInService = (host: string): boolean =>
      group(host).instances.some(({ lifecycleState }) => lifecycleState === 'InService');
    return {
      'the command from the e-mail restores the sizes of both hosts': sizesOf(env) === RUNNING_SIZES,
      'each host has an instance in service': isInService('blog') && isInService('shop'),
      'blog has its data volume, and its record points to it': hasVolumeAndName(env),
    };
  },
};
