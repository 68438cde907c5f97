import { globSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';

import criticalAlarm from '../../events/budget-kill-switch/critical-alarm.json' with { type: 'json' };
import { schema as budgetAlert } from '../../events/budget-alert/schema.ts';
import { schema as budgetKillSwitch } from '../../events/budget-kill-switch/schema.ts';
import { schema as emergencyResume } from '../../events/emergency-resume/schema.ts';
import { schema as emergencyShutdown } from '../../events/emergency-shutdown/schema.ts';
import { schema as reconcile } from '../../events/reconcile/schema.ts';
import { parse } from '../../libs/parse.ts';

const schemas = {
  'budget-alert': budgetAlert,
  'budget-kill-switch': budgetKillSwitch,
  'emergency-resume': emergencyResume,
  'emergency-shutdown': emergencyShutdown,
  reconcile,
};

const samples = globSync('events/*/*.json').filter((file) => !file.endsWith('pattern.json'));

describe('the events', () => {
  it.each(samples)('%s is as its schema agrees', (file) => {
    const [, schema = z.never()] = Object.entries(schemas).find(([name]) => dirname(file) === `events/${name}`) ?? [];
    const sample: unknown = JSON.parse(readFileSync(file, 'utf8'));
    expect(parse(schema, sample, file)).toBeTypeOf('object');
  });

  it('of AWS may say more than is read of them', () => {
    expect(parse(budgetKillSwitch, { ...criticalAlarm, novelty: true }, 'it')).toMatchObject({
      time: criticalAlarm.time,
    });
  });

  it.each([
    [['time'], { ...criticalAlarm, time: 'yesterday' }],
    [['resources'], { ...criticalAlarm, resources: [] }],
    [['detail.state.value'], { ...criticalAlarm, detail: { ...criticalAlarm.detail, state: { value: 'ON' } } }],
    [['source', 'detail-type', 'time'], {}],
  ])('that are not as agreed are told by the names of their fields: %s', (fields, event) => {
    for (const field of fields) expect(() => parse(budgetKillSwitch, event, 'The event')).toThrow(`${field}: `);
  });

  it('that a person sends are never echoed: they may hold what is secret', () => {
    expect(() => parse(emergencyShutdown, { reason: ['hunter2'] }, 'The event')).toThrow(/^(?!.*hunter2).*reason/);
  });
});
