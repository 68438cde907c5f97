/** How the unmount script ends, and whether the disk can be mounted by name afterwards. */
interface UnmountOutcome {
  readonly exitCode: number;
  readonly mountableAfterwards: boolean;
}

/**
 * What the unmount script does, by what it finds. `npm run test:real` holds each of these against a real kernel, and the
 * simulated host takes its answers from here.
 */
export const UNMOUNT_OUTCOMES = {
  mounted: { exitCode: 0, mountableAfterwards: false },
  'not mounted': { exitCode: 0, mountableAfterwards: false },
  /** Swap, a mount in another mount namespace, a pool: something that the script cannot end. */
  'in use': { exitCode: 1, mountableAfterwards: false },
  /** Not attached yet: the kernel creates its device node later. */
  absent: { exitCode: 1, mountableAfterwards: true },
} as const satisfies Readonly<Record<string, UnmountOutcome>>;
