import type { Ssm } from '../../aws/ssm.ts';
import { secondsSince } from '../../controller/time.ts';
import type { QuiesceRequest } from '../model.ts';
import { parseAnswer, QUIESCE_TIMEOUT_SECONDS } from '../quiesce-command.ts';

/** No command ends earlier: the first look is the one after the pause of the run. */
const MIN_SECONDS = 5;

/** The hosts that a run has asked to take their snapshot, and what they have answered. */
export const createQuiesceRequests = (now: () => Date, ssm?: Pick<Ssm, 'findInvocation'>) => {
  const byHost = new Map<string, QuiesceRequest>();
  /** Those whose snapshot EC2 has listed. */
  const listed = new Set<string>();

  /** Reads the answer to a request that has none yet. */
  const refresh = async (host: string): Promise<void> => {
    const request = byHost.get(host);
    if (request?.commandId === undefined || request.answer || secondsSince(request.requestedAt, now()) < MIN_SECONDS)
      return;
    const found = await ssm?.findInvocation(request.commandId, request.instanceId);
    if (found?.hasEnded === true) byHost.set(host, { ...request, answer: parseAnswer(found.output) });
  };

  return {
    get: (host: string): QuiesceRequest | undefined => byHost.get(host),
    set: (host: string, request: QuiesceRequest): void => void byHost.set(host, request),
    refresh: async (hosts: readonly string[]): Promise<void> => {
      await Promise.all(hosts.map(refresh));
    },
    /** Whether a snapshot may be there that this run has not listed. */
    isUnlisted: (host: string): boolean => {
      const request = byHost.get(host);
      if (!request || listed.has(host)) return false;
      return request.answer !== undefined || secondsSince(request.requestedAt, now()) >= QUIESCE_TIMEOUT_SECONDS;
    },
    noteListed: (host: string): void => void listed.add(host),
  };
};
