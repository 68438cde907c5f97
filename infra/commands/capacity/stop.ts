import { type CapacityChange, type CapacityOutput, changeCapacity } from './change.ts';
import type { Context } from '../cli/command.ts';
import type { ExitCode } from '../cli/exit-codes.ts';
import { defaultReason } from './operator.ts';

/** What was typed. */
type Input = CapacityChange['input'] & { readonly reason?: string | undefined };

/** Stops hosts. */
export const run = (input: Input, context: Context<CapacityOutput>): Promise<ExitCode> =>
  changeCapacity(
    {
      input,
      functionName: 'emergency-shutdown',
      payload: { reason: input.reason ?? defaultReason('stop') },
      appliesTo: ({ onCriticalBudget }) => onCriticalBudget !== 'keep',
      question: (hosts) => `Stop ${hosts.join(', ') || 'every host'} of the stage ${input.stage}?`,
      goal: ['stopped'],
    },
    context,
  );
