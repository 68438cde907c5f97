import { DescribeImagesCommand, type ECRClient, type ImageIdentifier } from '@aws-sdk/client-ecr';

import { ignoreErrors } from './errors.ts';

/** ECR in one region. Throws the SDK's errors. */
export interface Ecr {
  /**
   * Whether a repository of the account has an image, by its tag or its digest.
   * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html
   */
  readonly hasImage: (repository: string, id: ImageIdentifier) => Promise<boolean>;
}

const MISSING = [{ code: 'ImageNotFoundException' }, { code: 'RepositoryNotFoundException' }];

export const createEcr = (client: ECRClient): Ecr => ({
  hasImage: async (repositoryName, id) => {
    const found = await ignoreErrors(MISSING, () =>
      client.send(new DescribeImagesCommand({ repositoryName, imageIds: [id] })),
    );
    return found !== undefined;
  },
});
