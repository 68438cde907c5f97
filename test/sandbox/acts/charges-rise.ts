import { type Act, RUNNING_SIZES, sizesOf, skipTime } from './act.ts';

const CHARGES = [
  { total: 2.1, ec2: 1.4 },
  { total: 6.4, ec2: 4.9 },
  { total: 11.8, ec2: 9.2 },
  { total: 19.3, ec2: 15.9 },
] as const;

export const chargesRise: Act = {
  title: 'Charges rise, and stay below the critical threshold',
  play: async ({ env, narrator }) => {
    const { world } = env;
    narrator.announce(`Two hosts run: ${sizesOf(env)} (min/desired/max). The critical threshold is 25 USD.`);
    for (const { total, ec2 } of CHARGES) {
      world.charge(ec2, 'AmazonEC2');
      world.charge(total);
      narrator.announce(`The month's charges are ${total.toFixed(2)} USD, of which EC2 is ${ec2.toFixed(2)} USD.`);
      await skipTime(env, 78);
      narrator.printChanges();
    }
    return { 'both hosts run on below the critical threshold': sizesOf(env) === RUNNING_SIZES };
  },
};
