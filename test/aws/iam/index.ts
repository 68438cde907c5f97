import { createHash } from 'node:crypto';

import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as z from 'zod/mini';

import { type AuthorizationRequest, ACCOUNT, AwsError } from '../operation.ts';
import type { Resource } from '../template.ts';

const policies = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.looseObject({}) }));

/** Each service has its own word for being denied. https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
const DENIED_CODES: Readonly<Record<string, string>> = {
  ec2: 'UnauthorizedOperation',
  ecs: 'AccessDeniedException',
  lambda: 'AccessDeniedException',
  logs: 'AccessDeniedException',
  sns: 'AuthorizationError',
  ssm: 'AccessDeniedException',
};

/** Actions that IAM names otherwise than the API names the operation. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html */
const ACTIONS: Readonly<Record<string, string>> = { 'lambda:Invoke': 'lambda:InvokeFunction' };

/** The library does not know that AWS's own documents belong to no account; with a name in its place it judges them right. */
const withAwsAsOwner = (arn: string): string => arn.replaceAll('::document/', ':aws:document/');

const simulate = async (simulation: Parameters<typeof runSimulation>[0]): Promise<boolean> => {
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') throw new Error(`IAM cannot tell: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
};

/** Answers, by the same question: a policy does not change while a world lasts, and one answer takes milliseconds. */
const decisions = new Map<string, Promise<boolean>>();

/**
 * Asks the policies of the caller's role, as IAM would, whether it may do this to each of these. Throws what AWS answers
 * where it may not. `owner`, the person whose account it is, may do everything.
 */
export const createIam = (roles: readonly Resource[]) => {
  const identities = new Map(
    roles.map(({ logicalId, arn, properties }) => {
      const text = withAwsAsOwner(JSON.stringify(properties['Policies']));
      const identityPolicies = z
        .parse(policies, JSON.parse(text))
        .map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, policy: PolicyDocument }));
      return [logicalId, { arn, identityPolicies, text, fingerprint: createHash('sha256').update(text).digest('hex') }];
    }),
  );
  return async (
    caller: string,
    service: string,
    operation: string,
    requests: readonly AuthorizationRequest[],
  ): Promise<void> => {
    if (caller === 'owner') return;
    const identity = identities.get(caller);
    if (!identity) throw new AwsError('InvalidClientTokenId', `The security token of ${caller} is invalid.`, 403);
    const { arn, identityPolicies, text, fingerprint } = identity;
    const called = `${service}:${operation}`;
    const action = ACTIONS[called] ?? called;
    for (const { resource, context = {} } of requests) {
      const contextVariables = Object.fromEntries(
        Object.entries(context)
          // What no policy of the role asks about cannot change the answer, and would make each question a new one.
          .filter(([key]) => text.includes(`"${key}"`))
          .map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]),
      );
      const cacheKey = JSON.stringify([fingerprint, action, resource, contextVariables]);
      const allowed =
        decisions.get(cacheKey) ??
        simulate({
          request: {
            principal: arn,
            action,
            resource: { resource: withAwsAsOwner(resource), accountId: ACCOUNT },
            contextVariables,
          },
          identityPolicies,
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        });
      decisions.set(cacheKey, allowed);
      if (!(await allowed)) {
        const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
        throw new AwsError(DENIED_CODES[service] ?? 'AccessDenied', message, 403);
      }
    }
  };
};
