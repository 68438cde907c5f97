import { type CapacityChange, type CapacityOutput, changeCapacity } from './change.ts';
import type { Context } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { defaultReason } from './operator.ts';

/** What was typed. */
type Input = CapacityChange['input'] & {
  readonly reason?: string | undefined;
  readonly sizes?: string | undefined;
  readonly acceptUnguarded: boolean;
};

/** Brings hosts back. */
export const run = (input: Input, context: Context<CapacityOutput>): Promise<ExitCode> =>
  changeCapacity(
    {
      input,
      functionName: 'emergency-resume',
      payload: {
        reason: input.reason ?? defaultReason('resume'),
        ...(input.sizes !== undefined && { sizes: input.sizes }),
        ...(input.acceptUnguarded && { acceptUnguarded: true }),
      },
      appliesTo: ({ state }) => state.intent !== 'running',
      question: (hosts) => `Resume ${hosts.join(', ') || 'every stopped host'} of the stage ${input.stage}?`,
      goal: ['running', 'idle'],
    },
    context,
  );
