import { describe, expect, it } from 'vitest';

import { stageSection, withStageSettings } from '../../../infra/commands/cli/stages-file.ts';

const STAGES = `# Yours.
default: {}
prod:
  criticalUsd: 40 # enough
  host:
    name: blog
    zones: [us-east-1a, us-east-1b]
`;

const ZONES = { path: ['new', 'host', 'zones'], value: ['eu-central-1a', 'eu-central-1b'] };

describe('the settings of stages', () => {
  it('that are there already get others beside them, and nothing else changes', () => {
    const settings = [
      { path: ['prod', 'host', 'volumeId'], value: 'vol-0123456789abcdef0' },
      { path: ['prod', 'host', 'hostedZoneId'], value: 'Z0123456789ABC' },
    ];
    expect(withStageSettings(STAGES, settings)).toBe(
      `${STAGES}    volumeId: vol-0123456789abcdef0\n    hostedZoneId: Z0123456789ABC\n`,
    );
  });

  it('of a new stage stand after the others, behind an empty line', () => {
    const settings = [{ path: ['new', 'monthlyBudgetUsd'], value: 20 }, ZONES];
    expect(withStageSettings(STAGES, settings)).toBe(
      `${STAGES}\nnew:\n  monthlyBudgetUsd: 20\n  host:\n    zones: [eu-central-1a, eu-central-1b]\n`,
    );
  });

  it.each([
    ['an empty file', '', ''],
    ['a file of comments', '# Yours.\n', '# Yours.\n'],
    ['a stage without settings', 'new:\n', ''],
    ['a stage whose host is empty', "new:\n  host: ''\n", ''],
  ])('are written into %s', (_, text, comment) => {
    const written = withStageSettings(text, [ZONES]);
    expect(written.startsWith(comment)).toBe(true);
    expect(stageSection(written, 'new')).toEqual({ host: { zones: ZONES.value } });
  });

  it.each([
    ['no YAML', 'prod: [', 'infra/stages.yml is not valid YAML: '],
    ['a list', '- prod\n', 'infra/stages.yml is not a map of stages. Correct it first.'],
    [
      'a stage that is a number',
      'new: 5\n',
      'The stage new in infra/stages.yml is not a map of settings. Correct it first.',
    ],
  ])('are not written into %s', (_, text, sentence) => {
    expect(() => stageSection(text, 'new')).toThrow(sentence);
  });

  it('are not written into a host that is no map', () => {
    expect(() => withStageSettings('new:\n  host: 5\n', [ZONES])).toThrow(
      'new.host in infra/stages.yml is not a map of settings. Correct it first.',
    );
  });
});
