import { globSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { describeCommand, shell, shellQuote } from '../../../libs/notifications/commands.ts';
import { shellCall } from '../../support/paste.ts';

const HOSTILE_WORDS = [
  "it's; echo PWNED #-group",
  '$(echo PWNED) `echo PWNED`',
  'two  words',
  '',
  String.raw`back\slash "quoted" | & > < * ? ~ !`,
  "'",
];

describe('a printed command', () => {
  it.each(HOSTILE_WORDS)('gives the shell every word as it is: %s', (word) => {
    expect(shellCall(shell`aws ${word} --flag ${[word, 'more']}`).words).toEqual(['aws', word, '--flag', word, 'more']);
  });

  it('leaves plain words unquoted, so that it stays readable', () => {
    expect(['blog', '0/1/1', '--region', 'fileb:///dev/stdin'].map(shellQuote)).toEqual([
      'blog',
      '0/1/1',
      '--region',
      'fileb:///dev/stdin',
    ]);
  });
});

describe('a suggested command', () => {
  const scope = { stage: 'prod', region: 'eu-central-1', hosts: ["it's; echo PWNED #", 'shop'] };
  const resume = { name: 'resume', reason: 'the cause is dealt with', sizes: '0/1/1', acceptUnguarded: true } as const;

  it('is printed for the clone, and for the AWS CLI 1 and 2, which take the payload from standard input', () => {
    const [npm = '', , invoke = ''] = describeCommand(resume, scope);
    expect(shellCall(npm).words.join('|')).toBe(
      "npm|run|hostkeeper|--|resume|it's; echo PWNED #|shop|--stage|prod|--region|eu-central-1|--sizes|0/1/1|--accept-unguarded",
    );
    const { words, input } = shellCall(invoke);
    expect(words.join('|')).toBe(
      'aws|lambda|invoke|--function-name|hostkeeper-prod-emergency-resume|--region|eu-central-1|' +
        '--cli-read-timeout|900|--payload|fileb:///dev/stdin|/dev/stdout',
    );
    expect(JSON.parse(input)).toEqual({
      reason: 'the cause is dealt with',
      sizes: '0/1/1',
      acceptUnguarded: true,
      hosts: ["it's; echo PWNED #", 'shop'],
    });
  });

  it('that no function carries out is printed for the clone alone', () => {
    expect(describeCommand({ name: 'unenroll', reason: 'moved' }, { ...scope, hosts: ['shop'] })).toEqual([
      'npm run hostkeeper -- unenroll shop --stage prod --region eu-central-1',
    ]);
  });
});

describe('nothing that is printed', () => {
  it('runs hostkeeper by a name that npm would look up: whoever takes the name could act with the credentials', () => {
    const files = globSync(
      ['libs/**/*', 'functions/**/*', 'infra/**/*', 'test/sandbox/**/*', 'docs/**/*', '*.md', 'package.json'],
      { withFileTypes: true },
    ).filter((file) => file.isFile());
    expect(files.length).toBeGreaterThan(50);
    const forbidden = /\b(npx|npm exec|pnpm dlx|yarn dlx|bunx)\s+(--?\S+\s+)*hostkeeper/;
    const offenders = files
      .map((file) => `${file.parentPath}/${file.name}`)
      .filter((path) => forbidden.test(readFileSync(path, 'utf8')));
    expect(offenders).toEqual([]);
  });
});
