import example from '../events/emergency-resume/sample-one-host.json' with { type: 'json' };
import { schema } from '../events/emergency-resume/schema.ts';
import { resumeController } from '../libs/capacity/controller.ts';
import { createCapacity } from '../libs/capacity/index.ts';
import { toResumeRequest } from '../libs/capacity/requests.ts';
import { selectHosts } from '../libs/hosts/directory.ts';
import { baseEnvironment, readEnvironment } from '../libs/runtime/environment.ts';
import { createHandler, type Init } from '../libs/runtime/handler.ts';
import { createResumeServices } from '../libs/runtime/services.ts';
import { validate } from '../libs/runtime/validate.ts';

/** Invoked by an operator: resumes the named hosts, or every suspended one, at the sizes they had. */
export const init: Init = (platform) => {
  const services = createResumeServices(platform, readEnvironment(baseEnvironment, platform.env));
  const capacity = createCapacity(services);
  return {
    prefetch: services.directory.prefetch,
    invoke: async (event, run) => {
      const input = validate(schema, event, 'The event of emergency-resume', example);
      const list = await services.directory.list();
      const hosts = selectHosts(list.hosts, input.hosts).filter(
        ({ state }) => input.hosts !== undefined || state.intent !== 'running',
      );
      const names = hosts.map(({ host }) => host).join(', ') || 'no host, as none is suspended';
      const why = `Requested by a person for ${names}: ${input.reason}`;
      const job = { hosts, request: toResumeRequest(input), unreachable: list.unreachable, why, cause: input.reason };
      return capacity.run(resumeController, job, { ...run, dryRun: input.dryRun ?? false });
    },
  };
};

export const handler = await createHandler(init);
