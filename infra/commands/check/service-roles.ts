import { CreateServiceLinkedRoleCommand, GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';

import { ignoreErrors } from '../../../libs/aws/errors.ts';
import type { HostSettings } from '../../host/settings.ts';
import { isYes } from '../cli/ask.ts';
import type { Context } from '../cli/command.ts';
import { explain } from '../cli/errors.ts';
import { HOME_REGION } from '../cli/home-region.ts';
import type { Finding } from './checks.ts';

type Iam = Pick<IAMClient, 'send'>;

/**
 * A role by which a service of AWS acts in the account. The service makes it when it is first used, if the caller may; a new
 * account has none, and a deployment whose caller may not fails.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
 */
interface ServiceRole {
  readonly name: string;
  readonly service: string;
}

/** The roles that a host needs. */
const rolesOf = ({ spotTypes }: HostSettings): readonly ServiceRole[] => [
  { name: 'AWSServiceRoleForAutoScaling', service: 'autoscaling.amazonaws.com' },
  { name: 'AWSServiceRoleForECS', service: 'ecs.amazonaws.com' },
  ...(spotTypes.length > 0 ? [{ name: 'AWSServiceRoleForEC2Spot', service: 'spot.amazonaws.com' }] : []),
];

const missingRoles = async (iam: Iam, settings: HostSettings): Promise<readonly ServiceRole[]> => {
  const roles = await Promise.all(
    rolesOf(settings).map(async (role) => {
      const there = await ignoreErrors([{ code: 'NoSuchEntityException' }], () =>
        iam.send(new GetRoleCommand({ RoleName: role.name })),
      );
      return there ? [] : [role];
    }),
  );
  return roles.flat();
};

/** The service-linked roles that the account lacks, each with the command that makes it. Throws the SDK's errors. */
export const serviceRoleFindings = async (iam: Iam, settings: HostSettings): Promise<readonly Finding[]> => {
  const missing = await missingRoles(iam, settings);
  return missing.length === 0
    ? [{ level: 'ok', text: 'The service-linked roles that a host needs are there.' }]
    : missing.map(({ name, service }) => ({
        level: 'error',
        text: `The account has no service-linked role ${name}: aws iam create-service-linked-role --aws-service-name ${service}`,
      }));
};

/**
 * Makes the service-linked roles that the account lacks, with --yes or where the answer is yes. What goes wrong is said, and
 * left to the findings.
 */
export const offerServiceRoles = async (
  iam: Iam,
  settings: HostSettings,
  { yes, dryRun }: { readonly yes: boolean; readonly dryRun: boolean },
  { ask, note }: Pick<Context<never>, 'ask' | 'note'>,
): Promise<void> => {
  if (dryRun || !(yes || ask)) return;
  try {
    const missing = await missingRoles(iam, settings);
    const names = missing.map(({ name }) => name).join(', ');
    if (missing.length === 0) return;
    if (
      !yes &&
      ask &&
      !isYes(await ask(`The account lacks ${names}, without which no host can be made. Make them? [y/N] `))
    )
      return;
    for (const { name, service } of missing) {
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
      note(`Made the service-linked role ${name}.`);
    }
  } catch (error) {
    note(`The service-linked roles could not be made. ${explain(error, HOME_REGION)}`);
  }
};
