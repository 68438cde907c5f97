import { autoScaling } from './autoscaling/index.ts';
import { budgets } from './budgets/index.ts';
import { cloudFormation } from './cloudformation/index.ts';
import { cloudWatch } from './cloudwatch/index.ts';
import { ebs } from './ebs/index.ts';
import { ec2 } from './ec2/index.ts';
import { ecr } from './ecr/index.ts';
import { ecs } from './ecs/index.ts';
import { eventBridge } from './eventbridge/index.ts';
import { freeTier } from './freetier/index.ts';
import { iam } from './iam/service.ts';
import { lambda } from './lambda/index.ts';
import { logs } from './logs/index.ts';
import { route53 } from './route53/index.ts';
import type { Service } from './operation.ts';
import type { Bucket } from './quotas.ts';
import { scheduler } from './scheduler/index.ts';
import { secretsManager } from './secretsmanager/index.ts';
import type { ServiceDefinition, ServiceDescription } from './service.ts';
import { sns } from './sns/index.ts';
import { ssm } from './ssm/index.ts';
import { sts } from './sts/index.ts';

/**
 * The registry of the simulated services: one line adds a service. Each stands under the name in the credential scope of
 * its requests, which is also the prefix of its IAM actions unless the service says otherwise.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

/** Services with a state in each region. */
export const REGIONAL_SERVICES = {
  autoscaling: autoScaling,
  ebs,
  ec2,
  ecr,
  ecs,
  secretsmanager: secretsManager,
  ssm,
} as const;

/** Services with one state in the account; requests reach it from every region. */
export const ACCOUNT_SERVICES = {
  budgets,
  cloudformation: cloudFormation,
  events: eventBridge,
  freetier: freeTier,
  iam,
  lambda,
  logs,
  monitoring: cloudWatch,
  route53,
  scheduler,
  sns,
  sts,
} as const;

const SERVICES: Readonly<Record<string, ServiceDefinition<never, { readonly service: Service }>>> = {
  ...REGIONAL_SERVICES,
  ...ACCOUNT_SERVICES,
};

/** A service by its name in the credential scope; `undefined` for one that is not simulated. */
export const serviceNamed = (name: string): ServiceDescription | undefined => SERVICES[name];

/** The name of a service as its IAM actions and its commands have it. */
export const prefixOf = (name: string): string => serviceNamed(name)?.iamPrefix ?? name;

/** The services that a request can reach. */
export const simulatedServices = (): readonly string[] =>
  Object.keys(SERVICES)
    .filter((name) => serviceNamed(name)?.api)
    .map(prefixOf);

/** The buckets that limit an operation; none for an operation without a limit. */
export const bucketsOf = (service: string, operation: string): readonly Bucket[] =>
  (serviceNamed(service)?.buckets ?? []).filter(({ operations }) => operations.test(operation));
