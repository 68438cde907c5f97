import { type Act, RESUME_COMMAND, RUNNING_SIZES, sizesOf, skipTime, STOPPED_SIZES } from './act.ts';

export const nextThreshold: Act = {
  title: 'The bill passes the next threshold',
  play: async ({ env, narrator }) => {
    const { world, paste } = env;
    world.charge(38.2);
    narrator.announce(
      "The month's charges are 38.20 USD, above 1.5 times the threshold. AWS Budgets reports it hours later.",
    );
    await skipTime(env, 13);
    await world.advance({ minutes: 6 });
    narrator.printChanges();
    const stoppedSizes = sizesOf(env);
    narrator.announce('The owner resumes both hosts once more.');
    const { returned } = await paste(...RESUME_COMMAND);
    narrator.printAnswer(returned);
    await world.advance({ minutes: 20 });
    narrator.printChanges();
    return {
      'the next threshold stops both hosts again': stoppedSizes === STOPPED_SIZES,
      'the resume names the threshold after it': JSON.stringify(returned).includes(
        'the bill stops it again at 2 times the critical amount',
      ),
      'both hosts run again': sizesOf(env) === RUNNING_SIZES,
    };
  },
};
