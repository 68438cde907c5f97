import { renderDocument } from './documents/command-document.ts';
import { drill } from './documents/drill.ts';
import { snapshot } from './documents/snapshot.ts';
import { unmount } from './documents/unmount.ts';

/** The documents of Systems Manager, which `serverless.yml` reads by way of `documents.cjs`. Functions refer to them. */
export default {
  Resources: {
    UnmountDocument: renderDocument(unmount),
    SnapshotDocument: renderDocument(snapshot),
    DrillDocument: renderDocument(drill),
  },
};
