import type { StageHost } from '../../host/resource.ts';
import { isArm } from '../../host/problems.ts';

/** A tag by the minute, in UTC: tags are sorted as they were pushed, and begin with `v`, so that the repository keeps them. */
export const tagOf = (now: Date): string => `v${now.toISOString().slice(0, 16).replace('T', '-').replace(':', '')}`;

/** The platform of images that the instance of a host can run, as Docker names it. */
export const platformOf = ({ settings }: StageHost): string =>
  isArm(settings.instanceType) ? 'linux/arm64' : 'linux/amd64';
