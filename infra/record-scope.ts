import { readStageHost } from './host/stage-host.ts';
import { zoneId } from './host/storage.ts';
import { readWords, type Variables } from './serverless.ts';

const unique = (list: readonly string[]): readonly string[] => [...new Set(list)];

/** Which records the functions may change: those that the parameters name, and those of the stage's own host. */
export const readRecordScope = async (variables: Variables) => {
  const host = await readStageHost(variables);
  const { domain, records } = host?.settings ?? { domain: '', records: [] };
  return {
    /** Ids of zones, as texts for Fn::Sub: that of a zone which the stack creates is not known yet. */
    hostedZones: unique([...(await readWords(variables, 'hostedZones')), ...(host ? [zoneId(host)] : [])]),
    recordNames: unique([...(await readWords(variables, 'recordNames')), ...(host ? [domain, ...records] : [])]),
  };
};
