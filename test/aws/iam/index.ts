import { createHash } from 'node:crypto';

import { runSimulation } from '@cloud-copilot/iam-simulate';
import * as z from 'zod/mini';

import { type AuthorizationRequest, ACCOUNT, AwsError } from '../operation.ts';
import { serviceNamed } from '../services.ts';
import type { Resource } from '../template.ts';

const policies = z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.looseObject({}) }));

/** The library mishandles ARNs without an account, which AWS's own documents have; with a placeholder it decides correctly. */
const withAwsAsOwner = (arn: string): string => arn.replaceAll(/(:ssm:[^:"]*:):(document|parameter)\//g, '$1aws:$2/');

/**
 * The policy of every KMS key: the default one, which lets the policies of the account's roles decide.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const KEY_POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*', Resource: '*' }],
};

const simulate = async (simulation: Parameters<typeof runSimulation>[0]): Promise<boolean> => {
  const result = await runSimulation(simulation, {});
  if (result.resultType === 'error') throw new Error(`The IAM simulation failed: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
};

/** What was read of each service, by its prefix. */
const serviceData = new Map<string, Promise<unknown>>();

/**
 * Has the library read its data of the services that policies name. It reads files when it first needs them, and of two calls
 * that are made at once either could then be answered first: a seed would have two histories.
 */
const loadServiceData = (policyTexts: readonly string[]): Promise<unknown> => {
  const actions = policyTexts.flatMap((text) => [...text.matchAll(/"(([a-z0-9-]+):[A-Z]\w+)"/g)]);
  for (const [, action = '', service = ''] of actions) {
    const known = serviceData.get(service);
    const request = { principal: `arn:aws:iam::${ACCOUNT}:root`, action, contextVariables: {} };
    const resource = { resource: '*', accountId: ACCOUNT };
    const nothing = { identityPolicies: [], serviceControlPolicies: [], resourceControlPolicies: [] };
    serviceData.set(service, known ?? runSimulation({ request: { ...request, resource }, ...nothing }, {}));
  }
  return Promise.all(serviceData.values());
};

/** Decisions by request. Policies never change, and one simulation takes milliseconds. */
const decisions = new Map<string, Promise<boolean>>();

/**
 * IAM of the account. The result decides by the policies of the caller's role whether it may call an operation on each
 * resource. It throws the service's authorization error if not, and `InvalidClientTokenId` for an unknown caller. `owner` is
 * the administrator of the account: every call is allowed.
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
  const loaded = loadServiceData([...identities.values()].map(({ text }) => text));
  return async (
    caller: string,
    service: string,
    operation: string,
    requests: readonly AuthorizationRequest[],
  ): Promise<void> => {
    if (caller === 'owner') return;
    const identity = identities.get(caller);
    if (!identity) throw new AwsError('InvalidClientTokenId', `The security token of ${caller} is invalid.`, 403);
    await loaded;
    const { arn, identityPolicies, text, fingerprint } = identity;
    const { deniedCode = 'AccessDenied', iamPrefix = service, iamActions = {} } = serviceNamed(service) ?? {};
    for (const { resource, action: name = operation, context = {} } of requests) {
      const action = name.includes(':') ? name : `${iamPrefix}:${iamActions[name] ?? name}`;
      const contextVariables = Object.fromEntries(
        Object.entries(context)
          // A key that no policy of the role mentions cannot change the decision, but would defeat the cache.
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
          ...(action.startsWith('kms:') && { resourcePolicy: KEY_POLICY }),
          serviceControlPolicies: [],
          resourceControlPolicies: [],
        });
      decisions.set(cacheKey, allowed);
      if (!(await allowed)) {
        const message = `User: ${arn} is not authorized to perform: ${action} on resource: ${resource}`;
        throw new AwsError(deniedCode, message, 403);
      }
    }
  };
};
