import { type Act, sizesOf, STOPPED_SIZES } from './act.ts';

const LOST_REPLY = 'the reply is lost';

export const criticalThreshold: Act = {
  title: 'The bill passes the critical threshold',
  play: async ({ env, narrator }) => {
    const { world, group } = env;
    world.injectFault('UpdateAutoScalingGroup', {
      nth: 2,
      code: 'InternalFailure',
      message: LOST_REPLY,
      status: 500,
      when: 'after',
    });
    world.charge(27.13);
    narrator.announce("The month's charges are 27.13 USD. AWS will lose a reply while the hosts stop.");
    await world.advance({ minutes: 8 });
    narrator.printChanges();
    return {
      'both hosts stop, and no instance is left':
        sizesOf(env) === STOPPED_SIZES && group('blog').instances.length + group('shop').instances.length === 0,
      'the lost reply makes no difference': world.calls.some(({ error }) => error?.includes(LOST_REPLY) === true),
    };
  },
};
