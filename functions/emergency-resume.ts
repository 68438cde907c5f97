import example from '../events/emergency-resume/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-resume/schema.ts';
import { createBillReader } from '../libs/budget/bill-reader.ts';
import { resumeController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { toResumeRequest } from '../libs/capacity/requests.ts';
import { selectHosts } from '../libs/hosts/directory.ts';
import { billEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createBillSource, createResumeServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Invoked by an operator: resumes the named hosts, or every suspended one, at the sizes they had. */
export const init: Init = (platform) => {
  const config = readEnvironment(billEnvironment, platform.env);
  const services = createResumeServices(platform, config);
  const readBill = createBillReader(createBillSource(platform, config));
  const capacity = createCapacity(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const input = validate(schema, event, 'The event of emergency-resume', example);
      const [list, bill] = await Promise.all([services.directory.list(), readBill(false)]);
      const hosts = selectHosts(list.hosts, input.hosts).filter(
        ({ state }) => input.hosts !== undefined || state.intent !== 'running',
      );
      const names = hosts.map(({ host }) => host).join(', ') || 'no host, as none is suspended';
      const why = `Requested by a person for ${names}: ${input.reason}`;
      const request = toResumeRequest(input);
      const job = { hosts, request, bill, unreachable: list.unreachable, why, cause: input.reason };
      return capacity.run(resumeController, job, { ...run, dryRun: input.dryRun ?? false });
    },
  };
};

export const handler = await createHandler(init);
