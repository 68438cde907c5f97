import { EMAIL_OPTION, packagedTemplate } from '../deploy/serverless.ts';
import { namesOf, type Names } from './checks.ts';

/** The names of the stack as it would be deployed to a region. The notification address does not matter to them. */
export const plannedNames = (stage: string, region: string): Names =>
  namesOf(packagedTemplate([`--stage=${stage}`, `--region=${region}`, EMAIL_OPTION]));
