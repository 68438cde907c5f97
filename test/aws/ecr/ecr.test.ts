import { describe, expect, it } from 'vitest';

import { awsError, awsErrorLike, hours, ownerCall, startClock } from '../fixtures.ts';
import { ecr, PASSWORD } from './index.ts';

const REGION = 'eu-central-1';
const REGISTRY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

const givenEcr = (mutability?: 'IMMUTABLE' | 'MUTABLE') => {
  const clock = startClock();
  const { service, tagsIn } = ecr.create({ clock, region: REGION, emit: () => {} });
  const call = () => ownerCall(clock, REGION);
  service.CreateRepository.handle({ repositoryName: 'blog', imageTagMutability: mutability }, call());
  const push = (imageManifest: string, imageTag?: string) =>
    service.PutImage.handle({ repositoryName: 'blog', imageManifest, imageTag }, call());
  const look = (imageTag: string) =>
    service.DescribeImages.handle({ repositoryName: 'blog', imageIds: [{ imageTag }] }, call()).imageDetails;
  return { service, call, push, look, tagsIn };
};

describe('a repository', () => {
  it('is known by its name and the address at which Docker pushes', () => {
    const { service, call } = givenEcr();
    const { repositories } = service.DescribeRepositories.handle({ repositoryNames: ['blog'] }, call());
    expect(repositories).toMatchObject([{ repositoryUri: `${REGISTRY}/blog`, imageTagMutability: 'MUTABLE' }]);
  });

  it('that there is not, or that another account has, is not found, and one that there is cannot be made', () => {
    const { service, call } = givenEcr();
    const describeIn = (name: string, registryId?: string) => () =>
      service.DescribeRepositories.handle({ repositoryNames: [name], registryId }, call());
    const missing = "The repository with name 'shop' does not exist in the registry with id '123456789012'";
    expect(describeIn('shop')).toThrow(awsError('RepositoryNotFoundException', missing));
    expect(describeIn('blog', '210987654321')).toThrow(awsErrorLike('RepositoryNotFoundException', "'210987654321'$"));
    expect(() => service.CreateRepository.handle({ repositoryName: 'blog' }, call())).toThrow(
      awsErrorLike('RepositoryAlreadyExistsException', "^The repository with name 'blog' already exists"),
    );
  });
});

describe('an image', () => {
  it('is found by its tag and by its digest, with when it was pushed', () => {
    const { service, call, push, look } = givenEcr();
    const { image } = push('{}', 'v1');
    const [found] = look('v1') ?? [];
    expect(found).toMatchObject({ imageDigest: image?.imageId?.imageDigest, imageTags: ['v1'] });
    expect(found?.imagePushedAt).toEqual(call().at);
    const imageIds = [{ imageDigest: found?.imageDigest }];
    expect(service.DescribeImages.handle({ repositoryName: 'blog', imageIds }, call()).imageDetails).toEqual([found]);
  });

  it('that there is not is named as AWS does', () => {
    const { look } = givenEcr();
    expect(() => look('v1')).toThrow(
      awsError(
        'ImageNotFoundException',
        "The image with imageId {imageDigest:'null', imageTag:'v1'} does not exist within the repository with name 'blog' in the registry with id '123456789012'",
      ),
    );
  });

  it('gives its tag to the next one, but not in a repository with immutable tags', () => {
    const mutable = givenEcr();
    mutable.push('a', 'v1');
    mutable.push('b', 'v1');
    expect(mutable.tagsIn('blog')).toEqual(['v1']);
    const { push, tagsIn } = givenEcr('IMMUTABLE');
    push('a', 'v1');
    expect(() => push('b', 'v1')).toThrow(awsErrorLike('ImageTagAlreadyExistsException', 'the tag is immutable'));
    expect(() => push('a', 'v1')).toThrow(awsErrorLike('ImageAlreadyExistsException', '^Image with digest'));
    push('a', 'v2');
    expect(tagsIn('blog')).toEqual(['v1', 'v2']);
  });
});

describe('a password for Docker', () => {
  it('is that of the user AWS, for twelve hours', () => {
    const { service, call } = givenEcr();
    const [data] = service.GetAuthorizationToken.handle({}, call()).authorizationData ?? [];
    expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toBe(`AWS:${PASSWORD}`);
    expect(data?.proxyEndpoint).toBe(`https://${REGISTRY}`);
    expect(data?.expiresAt?.getTime()).toBe(call().at.getTime() + hours(12));
  });
});
