/** The comment of the command that unmounts a volume, by which later runs find it. */
export const unmountComment = (volumeId: string): string => `hostkeeper: unmount ${volumeId}`;

/** The parameters of the document that unmounts a volume (infra/documents/unmount.ts). */
export const unmountParameters = (volumeId: string, device: string) => ({ VolumeId: volumeId, Device: device });
