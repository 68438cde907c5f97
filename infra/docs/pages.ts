import { cli } from './cli.ts';
import { deployPermissions } from './deploy-permissions.ts';
import { functions } from './functions.ts';
import { notifications } from './notifications.ts';
import type { Page } from './page.ts';
import { parameters } from './parameters.ts';
import { permissions } from './permissions.ts';
import { tags } from './tags.ts';

/** Every page of docs/reference. A new page is one line here; `npm run docs` writes them all. */
export const PAGES: readonly Page[] = [
  { path: 'docs/reference/cli.md', render: cli },
  { path: 'docs/reference/deploy-permissions.md', render: deployPermissions },
  { path: 'docs/reference/functions.md', render: functions },
  { path: 'docs/reference/notifications.md', render: notifications },
  { path: 'docs/reference/parameters.md', render: parameters },
  { path: 'docs/reference/permissions.md', render: permissions },
  { path: 'docs/reference/tags.md', render: tags },
];
