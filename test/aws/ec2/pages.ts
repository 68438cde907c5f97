import { AwsError } from '../operation.ts';

/** What a call says about the page that it asks for. */
interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
  /** The ids that it names; then there are no pages. */
  readonly ids?: readonly string[] | undefined;
}

const PREFIX = 'from ';

/** The position at which a page begins. */
const positionOf = (token: string): number => {
  const [, position] = new RegExp(`^${PREFIX}(\\d+)$`).exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (position === undefined) throw new AwsError('InvalidPaginationToken', 'Unable to parse pagination token');
  return Number(position);
};

/** One page of `all`. Throws for a page size out of `limit`, for one beside ids, and for a token that it did not return. */
export const paginate = <T>(
  all: readonly T[],
  { MaxResults, NextToken, ids = [] }: PageRequest,
  { min, max }: { readonly min: number; readonly max: number },
): { readonly items: readonly T[]; readonly NextToken?: string } => {
  if (MaxResults !== undefined && ids.length > 0)
    throw new AwsError('InvalidParameterCombination', 'The parameter maxResults cannot be used together with ids.');
  if (MaxResults !== undefined && (MaxResults < min || MaxResults > max))
    throw new AwsError('InvalidParameterValue', `Value ( ${MaxResults} ) for parameter maxResults is invalid.`);
  const begin = NextToken === undefined ? 0 : positionOf(NextToken);
  const end = begin + (MaxResults ?? all.length);
  return {
    items: all.slice(begin, end),
    ...(end < all.length && { NextToken: Buffer.from(`${PREFIX}${end}`).toString('base64') }),
  };
};
