import { ref, type StageHost } from './resource.ts';
import { repositoryName } from './storage.ts';

/** What the deployment prints of the host. */
export const hostOutputs = (host: StageHost) => {
  const { domain, hostedZoneId, volumeId } = host.settings;
  return {
    Group: { Description: `The Auto Scaling group of ${host.settings.name}.`, Value: ref('Group') },
    DataVolumeId: { Description: 'The data volume.', Value: volumeId || ref('DataVolume') },
    HostedZoneId: { Description: 'The hosted zone of its names.', Value: hostedZoneId || ref('HostedZone') },
    Repository: { Description: 'The repository of its image.', Value: repositoryName(host) },
    ...(!hostedZoneId && {
      ToDoDelegate: {
        Description: `To do by hand, once: enter these name servers at the registrar of ${domain}.`,
        Value: { 'Fn::Join': [' ', { 'Fn::GetAtt': ['HostedZone', 'NameServers'] }] },
      },
    }),
  };
};
