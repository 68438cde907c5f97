import type { Statement } from './model.ts';
import { arn } from './resources.ts';

/**
 * What `hostkeeper publish` and the push of Docker need.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
 */
export const PUBLISH_STATEMENTS: readonly Statement[] = [
  {
    sid: 'LogIn',
    why: 'A password for Docker; the action supports no resource but `*`.',
    actions: ['ecr:GetAuthorizationToken'],
    resources: '*',
  },
  {
    sid: 'Push',
    why: 'Looks whether the tag is free, and pushes. Another repository, by the setting `repository`, is named here instead. No image can be deleted.',
    actions: [
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:CompleteLayerUpload',
      'ecr:DescribeImages',
      'ecr:DescribeRepositories',
      'ecr:InitiateLayerUpload',
      'ecr:PutImage',
      'ecr:UploadLayerPart',
    ],
    resources: arn('ecr', 'repository/hostkeeper-${sls:stage}-*', '*'),
  },
];
