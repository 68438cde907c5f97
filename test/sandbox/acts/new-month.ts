import { type Act, RUNNING_SIZES, sizesOf, skipTime } from './act.ts';

export const newMonth: Act = {
  title: 'A new month begins',
  play: async ({ env, narrator }) => {
    const { world } = env;
    const mailsBefore = world.mails.length;
    narrator.announce('In December the charges begin at zero, and the alarms return to OK.');
    await skipTime(env, 24 * 16);
    await world.advance({ minutes: 3 });
    narrator.printChanges();
    return {
      'an alarm that returns to OK stops no host, and causes no e-mail':
        sizesOf(env) === RUNNING_SIZES && world.mails.length === mailsBefore,
    };
  },
};
