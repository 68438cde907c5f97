import { describe, expect, it } from 'vitest';

import { parseEcrImage } from '../../../libs/hosts/ecr-image.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const REGISTRY = { account: '123456789012', region: 'eu-central-1' };

describe('an image of ECR', () => {
  it.each([
    ['a tag', '.dkr.ecr.eu-central-1.amazonaws.com/blog:v1', 'blog', { imageTag: 'v1' }],
    ['no tag', '.dkr.ecr.eu-central-1.amazonaws.com/team/blog', 'team/blog', { imageTag: 'latest' }],
    ['a digest', `.dkr.ecr.eu-central-1.amazonaws.com/blog@${DIGEST}`, 'blog', { imageDigest: DIGEST }],
    ['both', `.dkr.ecr.eu-central-1.amazonaws.com/blog:v1@${DIGEST}`, 'blog', { imageDigest: DIGEST }],
    ['the dual-stack registry', '.dkr-ecr.eu-central-1.on.aws/blog:v1', 'blog', { imageTag: 'v1' }],
  ])('is read with %s', (_, rest, repository, id) => {
    expect(parseEcrImage(`123456789012${rest}`)).toEqual({ ...REGISTRY, repository, id });
  });

  it.each([
    'nginx:stable',
    'public.ecr.aws/docker/library/nginx:stable',
    'ghcr.io/someone/blog:v1',
    '123456789012.dkr.ecr.eu-central-1.example.com/blog:v1',
    '',
  ])('is not %j', (text) => {
    expect(parseEcrImage(text)).toBeUndefined();
  });
});
