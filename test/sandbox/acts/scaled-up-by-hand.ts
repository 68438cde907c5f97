import { type Act, sizesOf, STOPPED_SIZES } from './act.ts';

export const scaledUpByHand: Act = {
  title: 'Somebody scales a stopped host up',
  play: async ({ env, narrator }) => {
    const { world, group, resize } = env;
    const mailsBefore = world.mails.length;
    await world.advance({ seconds: 20 });
    resize('shop', { min: 0, desired: 1, max: 1 });
    narrator.announce('Somebody sets the sizes of shop to 0/1/1 in the console.');
    await world.advance({ minutes: 5 });
    narrator.printChanges();
    return {
      'shop stops again': sizesOf(env) === STOPPED_SIZES && group('shop').instances.length === 0,
      'an e-mail says what was found': world.mails
        .slice(mailsBefore)
        .some(({ body }) => body.includes('its sizes were 0/1/1')),
    };
  },
};
