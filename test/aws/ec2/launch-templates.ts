import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { AwsError, type Operation } from '../operation.ts';

/** What a launch template is called. What it contains does not matter to the simulated instances. */
interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
}

const toSdkTemplate = ({ id, name, createdAt }: LaunchTemplate): sdk.LaunchTemplate => ({
  LaunchTemplateId: id,
  LaunchTemplateName: name,
  CreateTime: createdAt,
  DefaultVersionNumber: 1,
  LatestVersionNumber: 1,
});

/** The launch templates of a region. */
export const createLaunchTemplates = (clock: Clock) => {
  const templates: LaunchTemplate[] = [];

  const CreateLaunchTemplate: Operation<sdk.CreateLaunchTemplateRequest, sdk.CreateLaunchTemplateResult> = {
    handle: ({ LaunchTemplateName: name = '' }) => {
      if (templates.some((template) => template.name === name))
        throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.');
      const template = { id: `lt-${drawId(clock)}`, name, createdAt: clock.now() };
      templates.push(template);
      return { LaunchTemplate: toSdkTemplate(template) };
    },
  };

  const DescribeLaunchTemplates: Operation<sdk.DescribeLaunchTemplatesRequest, sdk.DescribeLaunchTemplatesResult> = {
    handle: ({ LaunchTemplateNames: names }) => ({
      LaunchTemplates: templates.filter(({ name }) => names?.includes(name) ?? true).map(toSdkTemplate),
    }),
  };

  return {
    operations: { CreateLaunchTemplate, DescribeLaunchTemplates },
    /** Adds a template that a stack made, under its id. */
    add: (id: string): void => void templates.push({ id, name: id, createdAt: clock.now() }),
    /** Whether there is a template of this name or id. */
    has: (nameOrId: string): boolean => templates.some(({ id, name }) => id === nameOrId || name === nameOrId),
  };
};

export type LaunchTemplates = ReturnType<typeof createLaunchTemplates>;
