#!/usr/bin/env node
// The command as a package's binary: an older Node must not meet the TypeScript of the command itself.
require('./node-version.cjs');
void import('./commands/hostkeeper.ts');
