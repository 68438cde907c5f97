import { stopFleet } from './bench/stop-fleet.ts';
for (const n of process.argv.slice(2)) await stopFleet(Number(n), { callSeconds: [0.15, 0.15], concurrency: 10 });
