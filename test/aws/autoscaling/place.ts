import type { Subnets } from '../ec2/subnets.ts';
import { validationError } from './errors.ts';

/** Where a group launches. */
interface Place {
  readonly zones: readonly string[];
  readonly subnets: readonly string[];
}

/** The ids of a list with commas. */
export const subnetIdsOf = (list: string): readonly string[] => list.split(',').map((id) => id.trim());

/** The place of a group that is given these subnets. Throws `ValidationError` for one that there is not. */
export const inSubnets = (list: string, subnets: Pick<Subnets, 'find'>): Place => {
  const found = subnetIdsOf(list).map((id) => {
    const subnet = subnets.find(id);
    if (!subnet) throw validationError(`The subnet ID '${id}' does not exist`);
    return subnet;
  });
  return { zones: [...new Set(found.map(({ zone }) => zone))], subnets: found.map(({ subnetId }) => subnetId) };
};
