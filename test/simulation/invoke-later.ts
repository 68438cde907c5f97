import { functionArn } from '../aws/lambda/function-operations.ts';
import type { Simulation } from './setup.ts';

/** Has a function invoked in some seconds, asynchronously: time goes on while it runs. */
export const invokeLater = (
  { env: { world } }: Pick<Simulation, 'env'>,
  name: string,
  event: unknown,
  seconds: number,
): void => {
  const { stage, region } = world.names;
  const arn = functionArn(`hostkeeper-${stage}-${name}`, region);
  world.clock.after(1000 * seconds, () => world.services.lambda.invokeAsync(arn, event));
};
