/** The roles of the functions that keep hosts alive, and so point names at them. */
const ROLES = ['InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole', 'ReconcileRole'] as const;

/** Words separated by commas. */
const words = (text: string): readonly string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

const NAMES = 'route53:ChangeResourceRecordSetsNormalizedRecordNames';
const TYPES = 'route53:ChangeResourceRecordSetsRecordTypes';
const ACTIONS = 'route53:ChangeResourceRecordSetsActions';

/**
 * What lets a role change the records of these names in these zones, and no others.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html
 */
export const recordsPolicy = (hostedZones: string, recordNames: string) => {
  const zones = words(hostedZones).map((zone) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:route53:::hostedzone/${zone}`,
  }));
  return {
    PolicyName: 'records',
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Sid: 'ListRecords', Effect: 'Allow', Action: 'route53:ListResourceRecordSets', Resource: zones },
        {
          Sid: 'ChangeRecords',
          Effect: 'Allow',
          Action: 'route53:ChangeResourceRecordSets',
          Resource: zones,
          Condition: {
            'ForAllValues:StringLike': { [NAMES]: words(recordNames) },
            'ForAllValues:StringEquals': { [TYPES]: ['A', 'AAAA'], [ACTIONS]: ['UPSERT', 'DELETE'] },
            // Of no value at all, all are equal.
            Null: { [NAMES]: false, [TYPES]: false, [ACTIONS]: false },
          },
        },
      ],
    },
  };
};

/** What this plugin uses of the Serverless Framework. */
interface Serverless {
  readonly service: {
    readonly custom: { readonly parameters: { readonly hostedZones: string; readonly recordNames: string } };
    readonly resources: {
      readonly Resources: Readonly<Record<string, { readonly Properties: { readonly Policies: object[] } }>>;
    };
  };
}

/** IAM takes no empty lists, and CloudFormation cannot take a statement out: so it is put in here, where there are zones. */
export default class RecordsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'after:package:initialize': () => {
        const { custom, resources } = service;
        const { hostedZones, recordNames } = custom.parameters;
        if (hostedZones === '') return;
        for (const role of ROLES) {
          resources.Resources[role]?.Properties.Policies.push(recordsPolicy(hostedZones, recordNames));
        }
      },
    };
  }
}
