/** An image in a private registry of ECR. */
export interface EcrImage {
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  /** By which it is pulled; a digest holds where there are both. */
  readonly id: { readonly imageDigest: string } | { readonly imageTag: string };
}

/** The second form has IPv6 too. https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-requests.html */
const IMAGE =
  /^(\d{12})\.(?:dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?|dkr-ecr\.([a-z0-9-]+)\.on\.aws)\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/;

/** The image of ECR that a text names, as a task definition has it; `undefined` for one of another registry. */
export const parseEcrImage = (text: string): EcrImage | undefined => {
  const [, account, classic, dualStack, repository, imageTag = 'latest', imageDigest] = IMAGE.exec(text) ?? [];
  const region = classic ?? dualStack;
  if (account === undefined || region === undefined || repository === undefined) return undefined;
  return { account, region, repository, id: imageDigest === undefined ? { imageTag } : { imageDigest } };
};
