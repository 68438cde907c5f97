import * as z from 'zod/mini';

import { renderErrors } from '../cli/render-errors.ts';
import { paint, type Style } from '../cli/style.ts';
import { hostResult, type logsOutput } from '../schemas.ts';

const STYLES: Readonly<Record<string, Style>> = { refused: 'bad', failed: 'bad', waiting: 'busy' };

const errorRecord = z.object({ level: z.string(), message: z.string() });

/** A decision on a host, an error, or anything else that a function logged, in a line. */
const messageText = (message: unknown): string => {
  if (typeof message === 'string') return message;
  const { data: decision } = z.safeParse(hostResult, message);
  if (decision) {
    const { host, status, reason, actions = [] } = decision;
    const done = actions.map(({ action, reason: why }) => `; ${action} (${why})`).join('');
    const style = STYLES[status];
    return `${host} ${style ? paint(style, status) : status}: ${reason}${done}`;
  }
  const { data: failure } = z.safeParse(errorRecord, message);
  return failure ? `${paint('bad', failure.level)}: ${failure.message}` : JSON.stringify(message);
};

/** The lines in the order of their times, each with its function, and its region where there are several. */
export const renderLogs =
  (nothing: string) =>
  ({ events, errors }: z.output<typeof logsOutput>): string => {
    const manyRegions = new Set(events.map(({ region }) => region)).size > 1;
    const lines = events.map(({ at, region, function: name, message }) => {
      const origin = manyRegions ? `${region} ${name}` : name;
      return `${paint('quiet', at.slice(0, 19).replace('T', ' '))} ${paint('title', origin)} ${messageText(message)}`;
    });
    const none = lines.length === 0 && errors.length === 0 && nothing !== '' ? [nothing] : [];
    return [...lines, ...none, ...renderErrors(errors)].join('\n');
  };
