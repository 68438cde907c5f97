import { functions } from './functions.ts';
import type { Page } from './page.ts';
import { parameters } from './parameters.ts';
import { permissions } from './permissions.ts';

/** Every page of docs/reference. A new page is one line here; `npm run docs` writes them all. */
export const PAGES: readonly Page[] = [
  { path: 'docs/reference/functions.md', render: functions },
  { path: 'docs/reference/parameters.md', render: parameters },
  { path: 'docs/reference/permissions.md', render: permissions },
];
