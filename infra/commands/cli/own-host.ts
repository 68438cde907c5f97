import type { StageHost } from '../../host/resource.ts';
import { checkedParameters, EMAIL_OPTION } from '../deploy/serverless.ts';
import { UsageError } from './errors.ts';

/** The host that a stage has of its own, by its settings. Throws a UsageError where it has none, or where one is wrong. */
export const readOwnHost = (stage: string): StageHost => {
  const { host: settings } = checkedParameters([`--stage=${stage}`, EMAIL_OPTION]);
  if (settings) return { stage, settings };
  throw new UsageError(`The stage ${stage} has no host of its own: its section in infra/stages.yml has no host.`);
};
