import { describe, expect, it } from 'vitest';

import { replaceOutput } from '../../../infra/commands/schemas.ts';
import { givenOperator } from '../../support/cli.ts';

describe('hostkeeper replace', () => {
  it('brings another instance into service, with the volume and the name of the first', async () => {
    const { typeJson, instance, volume, names } = await givenOperator(
      { blog: { data: true, records: ['blog.example.com'] } },
      { speed: 60 },
    );
    const first = instance('blog').instanceId;
    const { output, code } = await typeJson(replaceOutput, ['replace', 'blog', '--yes']);
    const now = instance('blog');
    expect(output).toMatchObject({ host: 'blog', instanceId: first, successor: now.instanceId });
    expect(now.instanceId).not.toBe(first);
    expect(volume('blog').attachment).toMatchObject({ instanceId: now.instanceId, mounted: true });
    expect(names()).toEqual([`A blog.example.com ${now.ip}`]);
    expect(code).toBe(0);
  });

  it('asks before it ends an instance, and a dry run says which', async () => {
    const { type, instance, group } = await givenOperator({ blog: {} });
    const { instanceId } = instance('blog');
    const asked = await type(['replace', 'blog']);
    expect(asked.stderr).toContain(`Replace ${instanceId} of blog? The service is offline for about three minutes.`);
    expect(asked.code).toBe(2);
    const dry = await type(['replace', 'blog', '--dry-run']);
    expect(dry.stdout).toContain(`${instanceId} of blog would be terminated`);
    expect(group('blog').instances).toMatchObject([{ instanceId, lifecycleState: 'InService' }]);
  });

  it('refuses a host that is stopped', async () => {
    const { world, type } = await givenOperator({ blog: {} });
    await world.invoke('emergency-shutdown', { reason: 'a test' });
    const { code, stderr } = await type(['replace', 'blog', '--yes']);
    expect(stderr).toContain('has no instance in service: nothing can be replaced.');
    expect(code).toBe(1);
  });
});
