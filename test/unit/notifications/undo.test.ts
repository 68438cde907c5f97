import { describe, expect, it } from 'vitest';

import * as capacity from '../../../libs/capacity/news-kinds.ts';
import * as lifecycle from '../../../libs/lifecycle/news-kinds.ts';
import { FAILED, GONE, NEEDS_YOU } from '../../../libs/notifications/kinds.ts';
import { renderMessage } from '../../../libs/notifications/message.ts';
import type { NewsKind, Suggestion } from '../../../libs/notifications/news.ts';
import { item } from '../../support/notification-fixture.ts';

const kinds: readonly NewsKind[] = [...Object.values(capacity), ...Object.values(lifecycle), FAILED, GONE, NEEDS_YOU];

/** News of these kinds always has the command that undoes it. */
const WITH_COMMAND: ReadonlySet<NewsKind> = new Set([
  capacity.STOPPING,
  capacity.STOPPED,
  capacity.SET_BACK,
  capacity.COMING_BACK,
  capacity.BACK,
  capacity.UNRECORDED,
  lifecycle.ENROLLED,
  lifecycle.RECORDS_REMOVED,
  lifecycle.RECORDS_CHANGED,
]);

/** News of these kinds asks to repeat a command, which does not do twice what is done. */
const REPEATED: ReadonlySet<NewsKind> = new Set([capacity.UNFINISHED]);

const UNDO: Suggestion = { purpose: 'To undo the change in the hosted zone of {hosts}', command: 'aws route53 undo' };

const bodyOf = (kind: NewsKind, suggestions: readonly Suggestion[] = []): string =>
  renderMessage([item({ kind, suggestions })], { stage: 'prod' }).body;

describe('a message', () => {
  it.each(kinds.filter((kind) => !WITH_COMMAND.has(kind) && !REPEATED.has(kind)))(
    'without a command says that there is nothing to undo, or that what was begun is completed: $heading',
    (kind) => {
      expect(bodyOf(kind)).toMatch(/nothing to undo|rather than undone/);
    },
  );

  it.each(Object.values(lifecycle).filter(({ order }) => order === lifecycle.REPAIRED.order))(
    'with the command that undoes it does not say that there is nothing to undo: $heading',
    (kind) => {
      expect(bodyOf(kind, [UNDO])).toContain('To undo the change in the hosted zone of blog:\n\naws route53 undo\n');
      expect(bodyOf(kind, [UNDO])).not.toContain('nothing to undo');
    },
  );

  it.each([capacity.STOPPING, capacity.STOPPED, capacity.UNRECORDED])(
    'about a stop says what goes on costing, and where the bill is: $heading',
    (kind) => {
      expect(bodyOf(kind)).toContain(
        'Data volumes, snapshots and Elastic IP addresses are unchanged and go on costing: your bill is at https://console.aws.amazon.com/costmanagement/.',
      );
    },
  );
});
