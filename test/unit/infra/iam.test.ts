import { describe, expect, it } from 'vitest';

import { billingRoles, regionalRoles } from '../../../infra/iam.ts';
import { renderRoles } from '../../../infra/iam/model.ts';
import { changeRecords } from '../../../infra/iam/records.ts';
import { splitWords } from '../../../libs/hosts/words.ts';
import { NOTHING, type Scope } from '../../support/role-scope.ts';

/** The inline policies of a role where these records follow hosts. */
const policiesOf = (role: string, records: Scope) =>
  renderRoles(regionalRoles(records)).Resources[role]?.Properties.Policies ?? [];

describe('the records of the parameters', () => {
  const records = {
    ...NOTHING,
    hostedZones: splitWords('Z1,Z2'),
    recordNames: splitWords('*.example.com, example.org'),
  };

  it.each(['ReconcileRole', 'InstanceLaunchRole', 'InstanceTerminateRole', 'InstanceInterruptionRole'])(
    'may be changed by the %s',
    (role) => {
      const [expected] = changeRecords({ hostedZones: ['Z1', 'Z2'], recordNames: ['*.example.com', 'example.org'] });
      expect(regionalRoles(records)).toMatchObject({ [role]: { policies: expect.arrayContaining([expected]) } });
    },
  );

  it.each(['EmergencyShutdownRole', 'EmergencyResumeRole'])('may not be changed by the %s', (role) => {
    expect(policiesOf(role, records)).toEqual(policiesOf(role, NOTHING));
    expect(policiesOf(role, records)).not.toEqual([]);
  });

  it('may be changed in these zones, under these names, as address records and who points them', () => {
    const policy = policiesOf('ReconcileRole', records).find(({ PolicyName }) => PolicyName === 'records');
    expect(policy?.PolicyDocument.Statement[1]).toMatchObject({
      Action: 'route53:ChangeResourceRecordSets',
      Resource: ['Z1', 'Z2'].map((zone) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:route53:::hostedzone/${zone}` })),
      Condition: {
        'ForAllValues:StringLike': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
            '*.example.com',
            'example.org',
            '_hostkeeper.*.example.com',
            '_hostkeeper.example.org',
          ],
        },
        'ForAnyValue:StringLike': {
          'route53:ChangeResourceRecordSetsNormalizedRecordNames': [
            '_hostkeeper.*.example.com',
            '_hostkeeper.example.org',
          ],
        },
        'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['A', 'AAAA', 'TXT'] },
      },
    });
  });

  it('are out of reach of every role when no zone is given', () => {
    expect(JSON.stringify(renderRoles(regionalRoles(NOTHING)))).not.toContain('route53');
  });
});

describe('a role', () => {
  it.each(Object.entries({ ...regionalRoles(NOTHING), ...billingRoles }))(
    '%s is called as its function, and has no two statements with the same id in a policy',
    (id, { functionName, policies }) => {
      expect(id.toLowerCase()).toBe(`${functionName.replaceAll('-', '')}role`);
      expect(policies).not.toEqual([]);
      for (const { statements } of policies) {
        expect(new Set(statements.map(({ sid }) => sid)).size).toBe(statements.length);
      }
    },
  );
});
