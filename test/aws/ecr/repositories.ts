import { createHash } from 'node:crypto';

import { ACCOUNT, AwsError } from '../operation.ts';

/** An image: a manifest, by its digest. */
interface Image {
  readonly digest: string;
  readonly pushedAt: Date;
  readonly tags: Set<string>;
}

/** A repository, whose layers nobody looks at. */
export interface Repository {
  readonly name: string;
  readonly mutability: 'IMMUTABLE' | 'MUTABLE';
  readonly createdAt: Date;
  readonly images: Map<string, Image>;
}

const registry = `in the registry with id '${ACCOUNT}'`;

/** The digest of a manifest. https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests */
const digestOf = (manifest: string): string => `sha256:${createHash('sha256').update(manifest).digest('hex')}`;

/** The repositories of one region, with AWS's words for what is missing or taken. */
export const createRepositories = () => {
  const repositories = new Map<string, Repository>();

  /** Throws `RepositoryNotFoundException` for one that there is not; in another registry there is none. */
  const find = (name = '', registryId = ACCOUNT): Repository => {
    const found = repositories.get(name);
    if (found && registryId === ACCOUNT) return found;
    throw new AwsError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
    );
  };

  /** Throws `RepositoryAlreadyExistsException` for a name that is taken. */
  const add = (name: string, createdAt: Date, mutability: Repository['mutability'] = 'MUTABLE'): Repository => {
    if (repositories.has(name))
      throw new AwsError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${name}' already exists ${registry}`,
      );
    const repository = { name, mutability, createdAt, images: new Map() };
    repositories.set(name, repository);
    return repository;
  };

  const remove = (name: string): void => void repositories.delete(find(name).name);

  const tagged = ({ images }: Repository, tag: string): Image | undefined =>
    [...images.values()].find(({ tags }) => tags.has(tag));

  /**
   * An image by a tag or a digest. Throws `ImageNotFoundException` for one that there is not.
   */
  const findImage = (repository: Repository, { imageTag, imageDigest }: ImageId): Image => {
    const found = imageDigest === undefined ? tagged(repository, imageTag ?? '') : repository.images.get(imageDigest);
    if (found && (imageTag === undefined || found.tags.has(imageTag))) return found;
    const id = `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`;
    throw new AwsError(
      'ImageNotFoundException',
      `The image with imageId ${id} does not exist within the repository with name '${repository.name}' ${registry}`,
    );
  };

  /** Stores a manifest. Throws where the same tag has it already, or where the tag is of another and cannot be moved. */
  const put = (repository: Repository, manifest: string, tag: string | undefined, pushedAt: Date): Image => {
    const digest = digestOf(manifest);
    const image = repository.images.get(digest) ?? { digest, pushedAt, tags: new Set<string>() };
    const before = tag === undefined ? undefined : tagged(repository, tag);
    if (before?.digest === digest)
      throw new AwsError(
        'ImageAlreadyExistsException',
        `Image with digest '${digest}' and tag '${tag}' already exists in the repository with name '${repository.name}' ${registry}`,
      );
    if (before && repository.mutability === 'IMMUTABLE')
      throw new AwsError(
        'ImageTagAlreadyExistsException',
        `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`,
      );
    if (tag !== undefined) {
      before?.tags.delete(tag);
      image.tags.add(tag);
    }
    repository.images.set(digest, image);
    return image;
  };

  return { all: () => [...repositories.values()], find, add, remove, findImage, put };
};

/** How a request names an image. */
export interface ImageId {
  readonly imageTag?: string | undefined;
  readonly imageDigest?: string | undefined;
}
