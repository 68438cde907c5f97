import { describe, expect, it } from 'vitest';

import { answer } from '../../../infra/commands/init/answer.ts';
import {
  budgetQuestion,
  domainQuestion,
  emailQuestion,
  imageQuestion,
  nameQuestion,
  typeQuestion,
} from '../../../infra/commands/init/questions.ts';

const note = (): void => {};

describe('a question of init', () => {
  it.each([
    [emailQuestion, 'you', '--email is not one e-mail address. Give it like this: --email you@example.com'],
    [emailQuestion, 'a@example.com, b@example.com', '--email is not one e-mail address.'],
    [domainQuestion, 'a b', '--domain is not a DNS name. Give it like this: --domain example.com'],
    [domainQuestion, 'https://example.com/', '--domain is not a DNS name.'],
    [domainQuestion, '*.example.com', '--domain is not a DNS name.'],
    [imageQuestion, 'My App', '--image is not an image. Give it like this: --image 123456789012.dkr.ecr.'],
    [budgetQuestion, '5 USD', '--budget is not a number. Give it like this: --budget 12'],
    [budgetQuestion, '0', '--budget is not above 0.'],
    [budgetQuestion, '9.999', '--budget has more than two decimals'],
    [nameQuestion, 'B', '--host is not a name of 2 to 30 lower-case letters'],
    [typeQuestion, 'large', '--instance-type is not an instance type. Give it like this: --instance-type t4g.micro'],
  ])('refuses a wrong option where nobody can be asked: %s %s', async (question, typed, sentence) => {
    await expect(answer(question(undefined), typed, { note })).rejects.toThrow(sentence);
  });

  it('takes the default where nobody can be asked, and refuses where there is none', async () => {
    expect(await answer(emailQuestion('you@example.com'), undefined, { note })).toBe('you@example.com');
    expect(await answer(imageQuestion(''), undefined, { note })).toBe('');
    await expect(answer(domainQuestion(undefined), undefined, { note })).rejects.toThrow('--domain is missing.');
  });

  it('is asked again until the answer is right, also after a wrong option', async () => {
    const replies = ['', 'you', 'you@example.com'];
    const prompts: string[] = [];
    const notes: string[] = [];
    const ask = (prompt: string) => {
      prompts.push(prompt);
      return Promise.resolve(replies.shift() ?? '');
    };
    const context = { ask, note: (line: string) => void notes.push(line) };
    expect(await answer(emailQuestion(undefined), 'nobody', context)).toBe('you@example.com');
    expect(prompts).toHaveLength(3);
    expect(notes.map((line) => line.replace(/\. .*/, ''))).toEqual([
      '--email is not one e-mail address',
      '--email is missing',
      '--email is not one e-mail address',
    ]);
  });
});
