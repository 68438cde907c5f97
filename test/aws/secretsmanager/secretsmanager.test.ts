import { describe, expect, it } from 'vitest';

import { awsError, awsErrorLike, ownerCall, startClock } from '../fixtures.ts';
import { secretsManager } from './index.ts';

const REGION = 'eu-central-1';

const givenSecrets = () => {
  const clock = startClock();
  const { service } = secretsManager.create({ clock, region: REGION, emit: () => {} });
  return { service, call: () => ownerCall(clock, REGION) };
};

describe('a secret', () => {
  it('has the value that was put last, by its name and by its ARN', () => {
    const { service, call } = givenSecrets();
    const { ARN } = service.CreateSecret.handle({ Name: 'blog', SecretString: 'a' }, call());
    service.PutSecretValue.handle({ SecretId: ARN, SecretString: 'b' }, call());
    expect(service.GetSecretValue.handle({ SecretId: 'blog' }, call())).toMatchObject({ ARN, SecretString: 'b' });
  });

  it('that there is not can neither be read nor written, and one that there is cannot be created', () => {
    const { service, call } = givenSecrets();
    const missing = awsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    expect(() => service.GetSecretValue.handle({ SecretId: 'blog' }, call())).toThrow(missing);
    expect(() => service.PutSecretValue.handle({ SecretId: 'blog', SecretString: 'a' }, call())).toThrow(missing);
    service.CreateSecret.handle({ Name: 'blog', SecretString: 'a' }, call());
    expect(() => service.CreateSecret.handle({ Name: 'blog', SecretString: 'b' }, call())).toThrow(
      awsErrorLike('ResourceExistsException', /already exists/),
    );
  });

  it('that is to be deleted gives no value and keeps its name, until it is restored', () => {
    const { service, call } = givenSecrets();
    service.CreateSecret.handle({ Name: 'blog', SecretString: 'a' }, call());
    service.DeleteSecret.handle({ SecretId: 'blog', RecoveryWindowInDays: 7 }, call());
    const refused = awsErrorLike('InvalidRequestException', /deletion/);
    expect(service.DescribeSecret.handle({ SecretId: 'blog' }, call())).toHaveProperty('DeletedDate');
    expect(() => service.GetSecretValue.handle({ SecretId: 'blog' }, call())).toThrow(refused);
    expect(() => service.CreateSecret.handle({ Name: 'blog', SecretString: 'b' }, call())).toThrow(refused);
    service.RestoreSecret.handle({ SecretId: 'blog' }, call());
    expect(service.DescribeSecret.handle({ SecretId: 'blog' }, call())).not.toHaveProperty('DeletedDate');
    expect(service.GetSecretValue.handle({ SecretId: 'blog' }, call())).toMatchObject({ SecretString: 'a' });
  });

  it('takes no value that is missing or longer than 64 KiB', () => {
    const { service, call } = givenSecrets();
    service.CreateSecret.handle({ Name: 'blog', SecretString: 'a' }, call());
    const put = (SecretString?: string) => () =>
      service.PutSecretValue.handle({ SecretId: 'blog', SecretString }, call());
    expect(put()).toThrow(awsErrorLike('InvalidRequestException', /SecretString/));
    expect(put('x'.repeat(65_537))).toThrow(awsErrorLike('ValidationException', /65536/));
    expect(put('x'.repeat(65_536))).not.toThrow();
  });
});
