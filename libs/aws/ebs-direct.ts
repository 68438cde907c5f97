import { type EBSClient, GetSnapshotBlockCommand, ListSnapshotBlocksCommand } from '@aws-sdk/client-ebs';

/** Direct reads of snapshots in one region. https://docs.aws.amazon.com/ebs/latest/userguide/ebs-accessing-snapshot.html */
export interface EbsDirect {
  /**
   * The first 512 KiB of a completed snapshot; `undefined` where nothing was ever written there. Throws the SDK's errors.
   */
  readonly readFirstBlock: (snapshotId: string) => Promise<Uint8Array | undefined>;
}

export const createEbsDirect = (client: EBSClient): EbsDirect => ({
  readFirstBlock: async (SnapshotId) => {
    // AWS lists the blocks that have data, in their order, a hundred at least.
    const { Blocks = [] } = await client.send(new ListSnapshotBlocksCommand({ SnapshotId, MaxResults: 100 }));
    const first = Blocks.find(({ BlockIndex }) => BlockIndex === 0);
    if (first?.BlockToken === undefined) return undefined;
    const { BlockData } = await client.send(
      new GetSnapshotBlockCommand({ SnapshotId, BlockIndex: 0, BlockToken: first.BlockToken }),
    );
    return BlockData?.transformToByteArray();
  },
});
