import { drillResources } from './drill/resources.ts';
import { readStageHost } from './host/stage-host.ts';
import type { Variables } from './serverless.ts';

/** What `serverless.yml` reads by way of `drill.cjs`. */
export default {
  resources: async (variables: Variables) => ({ Resources: drillResources(await readStageHost(variables)) }),
};
