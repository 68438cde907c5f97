import { instanceNotices } from './ec2/notices.ts';
import { createServices, type RegionContext } from './service.ts';
import { REGIONAL_SERVICES } from './services.ts';

/** One region: its services, and the notices that AWS gives about its instances. */
export const createRegion = (context: RegionContext) => {
  const services = createServices(REGIONAL_SERVICES, context);
  const { autoscaling: autoScaling, ec2, ecr, ecs, secretsmanager: secretsManager, ssm } = services;
  return {
    services,
    autoScaling,
    ec2,
    ecr,
    ecs,
    secretsManager,
    ssm,
    ...instanceNotices({ ...context, instances: ec2.instances }),
  };
};
