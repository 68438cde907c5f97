import * as client from '@aws-sdk/client-ecr';

import { notSimulated } from '../not-simulated.ts';
import { ACCOUNT, type Operation, type Service } from '../operation.ts';
import type { RegionContext } from '../service.ts';
import { BUCKETS, TOKEN } from './quotas.ts';
import { createRepositories, type Repository } from './repositories.ts';

/** The password that Docker logs in with. It is the same for everybody, so that tests can look for where it appears. */
export const PASSWORD = 'ecr-password-0b1c2d3e';

/** ECR of one region: repositories, and the tags of their images. Nobody looks at layers. */
const createEcr = ({ clock, region }: Pick<RegionContext, 'clock' | 'region'>) => {
  const { all, find, add, remove, findImage, put } = createRepositories();
  const registry = `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com`;
  const arnOf = (name: string): string => `arn:aws:ecr:${region}:${ACCOUNT}:repository/${name}`;
  const authorization = ({ repositoryName = '' }: { readonly repositoryName: string | undefined }) => [
    { resource: arnOf(repositoryName) },
  ];
  const describe = ({ name, createdAt, mutability }: Repository) => ({
    repositoryArn: arnOf(name),
    registryId: ACCOUNT,
    repositoryName: name,
    repositoryUri: `${registry}/${name}`,
    createdAt,
    imageTagMutability: mutability,
  });

  const CreateRepository: Operation<client.CreateRepositoryRequest, client.CreateRepositoryResponse> = {
    authorization,
    handle: ({ repositoryName = '', imageTagMutability = 'MUTABLE' }, { at }) => {
      if (imageTagMutability !== 'MUTABLE' && imageTagMutability !== 'IMMUTABLE')
        throw notSimulated(`the mutability ${imageTagMutability}`, ['IMMUTABLE', 'MUTABLE']);
      return { repository: describe(add(repositoryName, at, imageTagMutability)) };
    },
  };

  const DescribeRepositories: Operation<client.DescribeRepositoriesRequest, client.DescribeRepositoriesResponse> = {
    authorization: ({ repositoryNames = ['*'] }) => repositoryNames.map((name) => ({ resource: arnOf(name) })),
    handle: ({ registryId, repositoryNames }) => {
      return { repositories: (repositoryNames?.map((name) => find(name, registryId)) ?? all()).map(describe) };
    },
  };

  const DescribeImages: Operation<client.DescribeImagesRequest, client.DescribeImagesResponse> = {
    authorization,
    handle: ({ registryId, repositoryName, imageIds, filter }) => {
      if (filter) throw notSimulated('a filter of images', ['imageIds']);
      const repository = find(repositoryName, registryId);
      const images = imageIds?.map((id) => findImage(repository, id)) ?? [...repository.images.values()];
      return {
        imageDetails: images.map(({ digest, pushedAt, tags }) => ({
          registryId: ACCOUNT,
          repositoryName,
          imageDigest: digest,
          imagePushedAt: pushedAt,
          imageTags: tags.size > 0 ? Array.from(tags) : undefined,
        })),
      };
    },
  };

  const GetAuthorizationToken: Operation<client.GetAuthorizationTokenRequest, client.GetAuthorizationTokenResponse> = {
    handle: (_, { at }) => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from(`AWS:${PASSWORD}`).toString('base64'),
          expiresAt: new Date(at.getTime() + TOKEN.hours * 3_600_000),
          proxyEndpoint: `https://${registry}`,
        },
      ],
    }),
  };

  /** What a push ends with: Docker calls the registry, which calls this. */
  const PutImage: Operation<client.PutImageRequest, client.PutImageResponse> = {
    authorization,
    handle: ({ registryId, repositoryName, imageManifest = '', imageTag }, { at }) => {
      const { digest } = put(find(repositoryName, registryId), imageManifest, imageTag, at);
      return {
        image: {
          registryId: ACCOUNT,
          repositoryName,
          imageId: { imageDigest: digest, ...(imageTag !== undefined && { imageTag }) },
          imageManifest,
        },
      };
    },
  };

  return {
    service: {
      CreateRepository,
      DescribeImages,
      DescribeRepositories,
      GetAuthorizationToken,
      PutImage,
    } satisfies Service,
    /** Makes a repository, as a deployment does. */
    add: (name: string, mutability?: Repository['mutability']) => add(name, clock.now(), mutability),
    /** Stores an image of this tag. */
    push: (name: string, tag: string) => put(find(name), `{"pushed":"${tag}"}`, tag, clock.now()),
    /** Deletes every image of a repository, as a person does. */
    deleteImages: (name: string): void => find(name).images.clear(),
    /** Deletes a repository with its images, as a person does. */
    deleteRepository: remove,
    /** The tags in a repository, in the order of their images. */
    tagsIn: (name: string): readonly string[] =>
      [...find(name).images.values()].flatMap(({ tags }) => Array.from(tags)),
  };
};

export const ecr = {
  api: { client, protocol: 'json' },
  deniedCode: 'AccessDeniedException',
  buckets: BUCKETS,
  create: ({ clock, region }: RegionContext) => createEcr({ clock, region }),
} as const;
