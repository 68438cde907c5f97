import { ref, type StageHost } from './resource.ts';
import { repositoryName } from './storage.ts';

/** The output by which a deployment that changed the launch template is known. */
export const LAUNCH_TEMPLATE_VERSION = 'LaunchTemplateVersion';

/** What the deployment prints of the host. */
export const hostOutputs = (host: StageHost) => {
  const { domain, hostedZoneId, volumeId } = host.settings;
  return {
    [LAUNCH_TEMPLATE_VERSION]: {
      Description: 'The version of the launch template that the next instance gets.',
      Value: { 'Fn::GetAtt': ['LaunchTemplate', 'LatestVersionNumber'] },
    },
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
