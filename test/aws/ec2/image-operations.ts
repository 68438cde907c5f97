import type * as sdk from '@aws-sdk/client-ec2';

import type { Clock } from '../clock.ts';
import { drawId } from '../ids.ts';
import { ACCOUNT, AwsError, type Operation } from '../operation.ts';
import { matches } from './filters.ts';
import type { Lookup } from './lookup.ts';
import { paginate } from './pages.ts';
import { LIMITS } from './quotas.ts';
import type { Ec2State } from './state.ts';

/** An image that the account made of an instance. */
interface Image {
  readonly imageId: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly snapshotIds: readonly string[];
}

const toSdkImage = ({ imageId, name, createdAt, snapshotIds }: Image): sdk.Image => ({
  ImageId: imageId,
  Name: name,
  OwnerId: ACCOUNT,
  State: 'available',
  CreationDate: createdAt.toISOString(),
  BlockDeviceMappings: snapshotIds.map((SnapshotId) => ({ Ebs: { SnapshotId } })),
});

/** Operations on the images of the account. An image uses the snapshots of the volumes that its instance had. */
export const imageOperations = (clock: Clock, { snapshots, volumes }: Ec2State, lookup: Lookup) => {
  const images = new Map<string, Image>();

  const find = (imageId = ''): Image => {
    const image = images.get(imageId);
    if (!image) throw new AwsError('InvalidAMIID.NotFound', `The image id '[${imageId}]' does not exist`);
    return image;
  };

  const CreateImage: Operation<sdk.CreateImageRequest, sdk.CreateImageResult> = {
    handle: ({ InstanceId, Name = '' }) => {
      const { instanceId } = lookup.findInstance(InstanceId);
      const imageId = `ami-${drawId(clock)}`;
      const description = `Created by CreateImage(${instanceId}) for ${imageId}`;
      const made = volumes.attachedTo(instanceId).map((volume) => snapshots.create(volume, { description }));
      for (const { imageIds } of made) imageIds.add(imageId);
      const snapshotIds = made.map(({ snapshotId }) => snapshotId);
      images.set(imageId, { imageId, name: Name, createdAt: clock.now(), snapshotIds });
      return { ImageId: imageId };
    },
  };

  const DescribeImages: Operation<sdk.DescribeImagesRequest, sdk.DescribeImagesResult> = {
    handle: ({ Filters, ImageIds = [], MaxResults, NextToken }) => {
      for (const imageId of ImageIds) find(imageId);
      const isMatch = matches(Filters);
      const selected = [...images.values()]
        .filter(({ imageId }) => ImageIds.length === 0 || ImageIds.includes(imageId))
        .filter(({ imageId, name, snapshotIds }) =>
          isMatch(new Map(), {
            'block-device-mapping.snapshot-id': snapshotIds,
            'image-id': [imageId],
            name: [name],
            state: ['available'],
          }),
        );
      const page = paginate(selected, { MaxResults, NextToken, ids: ImageIds }, LIMITS.imagesPerPage);
      return { Images: page.items.map(toSdkImage), NextToken: page.NextToken };
    },
  };

  const DeregisterImage: Operation<sdk.DeregisterImageRequest, sdk.DeregisterImageResult> = {
    handle: ({ ImageId }) => {
      const { imageId, snapshotIds } = find(ImageId);
      images.delete(imageId);
      for (const snapshotId of snapshotIds) snapshots.get(snapshotId)?.imageIds.delete(imageId);
      return { Return: true };
    },
  };

  return { CreateImage, DescribeImages, DeregisterImage };
};
