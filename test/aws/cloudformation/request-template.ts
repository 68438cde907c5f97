import type { CreateChangeSetInput } from '@aws-sdk/client-cloudformation';

import { AwsError } from '../operation.ts';
import type { Template } from '../template.ts';

/** The longest template in a request, in bytes. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_BODY = 51_200;

/** The template of a request: in its body, or among the uploads by its URL. Throws an AwsError where there is none. */
export const readTemplate = (
  { TemplateBody, TemplateURL = '' }: CreateChangeSetInput,
  uploads: ReadonlyMap<string, string>,
): Template => {
  if (Buffer.byteLength(TemplateBody ?? '') > MAX_BODY)
    throw new AwsError(
      'ValidationError',
      "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
    );
  const text = TemplateBody ?? uploads.get(TemplateURL);
  if (text === undefined) throw new AwsError('ValidationError', 'S3 error: The specified key does not exist.');
  const template: Template = JSON.parse(text);
  return template;
};
