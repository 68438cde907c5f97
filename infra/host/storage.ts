import { DATA_ROLE, TAGS } from '../../libs/hosts/tags.ts';
import { FIRST_ZONE } from './network.ts';
import { hostName, hostTag, persistent, ref, type Resources, type StageHost } from './resource.ts';

/** Characters that break a shell, a URL or a JSON text, and are in no generated secret. */
const EXCLUDED = '"@/\\';

const GENERATED = { PasswordLength: 51, ExcludeCharacters: EXCLUDED };

/** The types of resources that hold data. The stack policy admits no replacement of one. */
export const DATA_TYPES = [
  'AWS::EC2::Volume',
  'AWS::ECR::Repository',
  'AWS::Route53::HostedZone',
  'AWS::SecretsManager::Secret',
] as const;

/** The id of the hosted zone, as a text for Fn::Sub. */
export const zoneId = ({ settings }: StageHost): string => settings.hostedZoneId || '${HostedZone}';

/** The name of the repository. */
export const repositoryName = (host: StageHost): string => host.settings.repository || hostName(host);

/** The name of the secret with the application's keys, where the stack makes it. */
export const secretName = hostName;

/** The name of the secret with the database's password, where the stack makes it. */
export const databaseSecretName = (host: StageHost): string => `${hostName(host)}-database`;

/** The ARN of the secret with the application's keys. */
export const secretArn = ({ settings }: StageHost) => settings.secretArn || ref('Secret');

/** The ARN of the secret with the database's password. */
export const databaseSecretArn = ({ settings }: StageHost) => settings.databaseSecretArn || ref('DatabaseSecret');

const dataVolume = (host: StageHost): Resources =>
  host.settings.volumeId
    ? {}
    : {
        DataVolume: persistent({
          Type: 'AWS::EC2::Volume',
          Properties: {
            AvailabilityZone: FIRST_ZONE,
            Size: host.settings.dataGigabytes,
            VolumeType: 'gp3',
            Encrypted: true,
            Tags: [
              hostTag(host),
              { Key: TAGS.role.name, Value: DATA_ROLE },
              { Key: TAGS.recycle.name, Value: host.stage },
              { Key: 'Name', Value: `${hostName(host)}-data` },
            ],
          },
        }),
      };

/**
 * The secrets, with generated values: none passes through the template. The keys of the application are one JSON map,
 * because each secret costs 0.40 USD a month.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-secretsmanager-secret.html
 */
const secrets = (host: StageHost): Resources => ({
  ...(!host.settings.databaseSecretArn && {
    DatabaseSecret: persistent({
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: databaseSecretName(host),
        Description: 'The password of the database.',
        GenerateSecretString: GENERATED,
        Tags: [hostTag(host)],
      },
    }),
  }),
  ...(!host.settings.secretArn && {
    Secret: persistent({
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Name: secretName(host),
        Description: 'The keys of the application: one JSON map.',
        GenerateSecretString: { ...GENERATED, SecretStringTemplate: '{}', GenerateStringKey: 'DJANGO_SECRET' },
        Tags: [hostTag(host)],
      },
    }),
  }),
});

/**
 * Keeps every image that was deployed. A rule with a lower number takes the images that it matches away from the others.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
const LIFECYCLE_RULES = [
  {
    rulePriority: 1,
    description: 'Images that were published are kept.',
    selection: { tagStatus: 'tagged', tagPatternList: ['v*'], countType: 'imageCountMoreThan', countNumber: 1000 },
    action: { type: 'expire' },
  },
  {
    rulePriority: 2,
    description: 'Whatever else is there goes after two weeks.',
    selection: { tagStatus: 'any', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
    action: { type: 'expire' },
  },
];

const repository = (host: StageHost): Resources =>
  host.settings.repository
    ? {}
    : {
        Repository: persistent({
          Type: 'AWS::ECR::Repository',
          Properties: {
            RepositoryName: hostName(host),
            ImageScanningConfiguration: { ScanOnPush: true },
            ImageTagMutability: 'IMMUTABLE',
            LifecyclePolicy: { LifecyclePolicyText: JSON.stringify({ rules: LIFECYCLE_RULES }) },
            Tags: [hostTag(host)],
          },
        }),
      };

/** The zone also survives a failed first deployment: it may have a record of the host by then, and cannot be deleted. */
const hostedZone = (host: StageHost): Resources =>
  host.settings.hostedZoneId
    ? {}
    : {
        HostedZone: {
          Type: 'AWS::Route53::HostedZone',
          DeletionPolicy: 'Retain',
          UpdateReplacePolicy: 'Retain',
          Properties: { Name: host.settings.domain, HostedZoneTags: [hostTag(host)] },
        },
      };

/** What survives the stack. Each can be given by its id, and is then not part of it. */
export const storage = (host: StageHost): Resources => ({
  ...dataVolume(host),
  ...secrets(host),
  ...repository(host),
  ...hostedZone(host),
});
