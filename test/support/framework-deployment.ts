import { createRequire } from 'node:module';

import type { CloudFormationClientConfig } from '@aws-sdk/client-cloudformation';

import type { ChangeSetCreator } from '../../infra/plugins/review.ts';
import { OWN_STACK } from '../aws/existing.ts';
import type { Template } from '../aws/template.ts';
import type { World } from '../aws/world.ts';

/** The framework's methods that make and execute change sets, as `serverless deploy` mixes them into its plugin. */
const METHODS = [
  'deploy/lib/create-stack',
  'lib/get-create-change-set-params',
  'lib/get-execute-change-set-params',
  'lib/get-shared-stack-action-params',
  'lib/update-stack',
  'lib/wait-for-change-set-creation',
];

/** What of the framework deploys. */
interface FrameworkDeployment extends ChangeSetCreator {
  /** Creates the stack with the bucket of deployments alone, where there is no stack. */
  readonly createStack: () => Promise<unknown>;
  /** Updates the stack to the template. */
  readonly updateStack: () => Promise<unknown>;
}

/** The owner of an account, as the configuration of an SDK client. */
export const ownerOf = ({ requestHandler }: World): CloudFormationClientConfig => ({
  region: 'us-east-1',
  credentials: { accessKeyId: 'owner', secretAccessKey: 'any' },
  requestHandler,
  maxAttempts: 1,
});

/** The framework itself in front of a simulated account, to which it has uploaded a template. */
export const frameworkDeployment = (world: World, template: Template): FrameworkDeployment => {
  const file = 'compiled-cloudformation-template.json';
  world.services.cloudformation.uploads.set(`https://s3.amazonaws.com/bucket/folder/${file}`, JSON.stringify(template));
  const require = createRequire(import.meta.url);
  const deployment: FrameworkDeployment = Object.assign(
    {
      bucketName: 'bucket',
      monitorStack: () => Promise.resolve(),
      provider: {
        naming: {
          getStackName: () => OWN_STACK,
          getStackChangeSetName: () => 'hostkeeper-change-set',
          getCompiledTemplateS3Suffix: () => file,
        },
        getStage: () => 'prod',
        getRegion: () => 'us-east-1',
        getCustomDeploymentRole: () => undefined,
        isS3TransferAccelerationEnabled: () => false,
        getAwsSdkV3Config: () => Promise.resolve(ownerOf(world)),
      },
      serverless: {
        service: {
          package: { artifactDirectoryName: 'folder' },
          provider: { coreCloudFormationTemplate: { Resources: { Bucket: { Type: 'AWS::S3::Bucket' } } } },
        },
      },
    },
    ...METHODS.map((method): unknown => require(`serverless/lib/plugins/aws/${method}`)),
  );
  return deployment;
};
