/** Every volume is of this size, in GiB, and of this type. */
export const VOLUME_KIND = { Size: 32, VolumeType: 'gp3' } as const;
