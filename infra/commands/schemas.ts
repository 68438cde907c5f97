import * as z from 'zod/mini';

/** A region in which a command failed, and why. */
const errors = z.array(z.object({ region: z.string(), message: z.string() }));

/** An action that hostkeeper did, or would do, and why. */
const action = z.object({ action: z.string(), reason: z.string() });

/** A condition of a host that does not hold, and why. */
const condition = z.object({
  /** `VolumeAttached`, say. */
  kind: z.string(),
  /** Which of several of a kind: a DNS name, a hook, a tag. */
  name: z.optional(z.string()),
  instanceId: z.optional(z.string()),
  status: z.enum(['planned', 'waiting', 'refused', 'failed']),
  reason: z.string(),
  /** The kind of the condition without which this one is not judged. */
  blockedBy: z.optional(z.string()),
});

/** What a function of the control plane answers of a host. */
export const hostResult = z.object({
  controller: z.string(),
  host: z.string(),
  status: z.enum(['converged', 'gone', 'planned', 'waiting', 'refused', 'failed']),
  reason: z.string(),
  actions: z.optional(z.array(action)),
  conditions: z.optional(z.array(condition)),
});

/** A host as `status` shows it; times are in UTC. */
const hostStatus = z.object({
  host: z.string(),
  region: z.string(),
  group: z.string(),
  state: z.enum(['running', 'starting', 'idle', 'stopping', 'stopped', 'resuming', 'invalid']),
  /** `min/desired/max` of the group. */
  sizes: z.string(),
  instances: z.array(
    z.object({
      instanceId: z.string(),
      /** EC2 Auto Scaling's own word. */
      lifecycleState: z.string(),
      address: z.optional(z.string()),
      /** What is older than what its group would launch now; `hostkeeper replace` brings the newer one. */
      outdated: z.optional(z.enum(['launch template', 'image'])),
    }),
  ),
  volumes: z.array(
    z.object({
      volumeId: z.string(),
      state: z.string(),
      instanceId: z.optional(z.string()),
      /** `retired`, `candidate` or `clone`; absent for the data volume. */
      role: z.optional(z.string()),
    }),
  ),
  /** The DNS names that follow the host, and where they lead. */
  names: z.array(z.object({ name: z.string(), addresses: z.array(z.string()) })),
  /** The newest snapshot that the host can be restored from; absent where there is none, or no data volume. */
  snapshot: z.optional(z.object({ snapshotId: z.string(), startedAt: z.string(), ageHours: z.number() })),
  since: z.optional(z.string()),
  /** What reconcile waits for, would do or refuses to do, and what the zone lacks; nothing when all is as it is meant to be. */
  waitsFor: z.array(z.string()),
  /** The conditions that do not hold. */
  conditions: z.array(condition),
});

/** `status --json`. */
export const statusOutput = z.object({ stage: z.string(), hosts: z.array(hostStatus), errors });

/** `stop --json` and `resume --json`. */
export const capacityOutput = z.object({
  stage: z.string(),
  dryRun: z.boolean(),
  results: z.array(z.extend(hostResult, { region: z.string() })),
  errors,
});

/** `drill --json`. */
export const drillOutput = z.object({
  stage: z.string(),
  dryRun: z.boolean(),
  host: z.string(),
  region: z.string(),
  group: z.string(),
  status: hostResult.shape.status,
  reason: z.string(),
  actions: z.optional(z.array(action)),
  /** How the drill of this request ended; absent where none did. */
  drill: z.optional(
    z.object({
      at: z.string(),
      /** `passed`, or a word for what was found. */
      result: z.string(),
      seconds: z.number(),
      snapshotId: z.string(),
      snapshotMinutes: z.number(),
      /** The most that it may have cost. */
      usd: z.optional(z.number()),
    }),
  ),
});

/** A snapshot as `snapshots` shows it; times are in UTC. */
const listedSnapshot = z.object({
  host: z.string(),
  /** Where the snapshot is. */
  region: z.string(),
  snapshotId: z.string(),
  /** On a copy: the region and the id of its original. */
  copyOf: z.optional(z.string()),
  slot: z.optional(z.string()),
  startedAt: z.string(),
  state: z.string(),
  /** The size of its volume. */
  gigabytes: z.number(),
  consistency: z.optional(z.string()),
  fileSystem: z.optional(z.string()),
  isKept: z.boolean(),
  /** Why it is kept, or why the next night deletes it. */
  reasons: z.array(z.string()),
});

/** `snapshots --json`. */
export const snapshotsOutput = z.object({
  stage: z.string(),
  snapshots: z.array(listedSnapshot),
  /** What they cost a month at most, in USD: as if each were full and shared nothing with the one before. Absent where no price is known. */
  atMostUsdMonth: z.optional(z.number()),
  errors,
});

/** `replace --json`. */
export const replaceOutput = z.object({
  dryRun: z.boolean(),
  host: z.string(),
  region: z.string(),
  group: z.string(),
  instanceId: z.string(),
  /** The instance that is in service instead; absent in a dry run, and where none came in time. */
  successor: z.optional(z.string()),
});

/** What the function restore answers: the result, and in a dry run the plan. */
export const restoreAnswer = z.object({
  results: z.array(hostResult),
  plan: z.optional(
    z.object({
      steps: z.array(z.string()),
      minutes: z.number(),
      offlineMinutes: z.number(),
      prices: z.array(z.string()),
    }),
  ),
});

/** `restore --json`. */
export const restoreOutput = z.object({
  stage: z.string(),
  dryRun: z.boolean(),
  host: z.string(),
  region: z.string(),
  status: hostResult.shape.status,
  reason: z.string(),
  plan: restoreAnswer.shape.plan,
  /** The data volume now. */
  volumeId: z.optional(z.string()),
  /** The volumes that this restore has retired. */
  retired: z.optional(z.array(z.string())),
  /** For infra/stages.yml. */
  stageLines: z.optional(z.array(z.string())),
  /** The commands that bring the former data back. */
  undo: z.optional(z.array(z.string())),
});

/** `clone --json`. */
export const cloneOutput = z.object({
  dryRun: z.boolean(),
  host: z.string(),
  region: z.string(),
  zone: z.string(),
  /** What is copied. */
  source: z.string(),
  gigabytes: z.number(),
  type: z.string(),
  /** The copy; absent in a dry run. */
  volumeId: z.optional(z.string()),
  /** USD a month by its size; absent where the price is not known. */
  usdMonth: z.optional(z.number()),
  /** Performance that AWS bills besides: `6000 IOPS and 250 MiB/s`. */
  performance: z.optional(z.string()),
  /** The command that deletes it. */
  remove: z.optional(z.string()),
});

/** `secret --json`: keys, and never a value. */
export const secretOutput = z.object({
  dryRun: z.boolean(),
  /** The key that was set. */
  set: z.optional(z.string()),
  /** Whether the web container gets that key. */
  isRead: z.optional(z.boolean()),
  keys: z.array(z.string()),
  /** The keys that the web container is to get, and that are not there. */
  missing: z.array(z.string()),
});

/** `publish --json`: the image that was pushed, or would be, and the commands. */
export const publishOutput = z.object({
  dryRun: z.boolean(),
  stage: z.string(),
  image: z.string(),
  platform: z.string(),
  commands: z.array(z.string()),
});

/** `enroll --json`. */
export const enrollOutput = z.object({
  dryRun: z.boolean(),
  stage: z.string(),
  region: z.string(),
  host: z.string(),
  group: z.string(),
  sizes: z.string(),
  zones: z.array(z.string()),
  instances: z.array(z.string()),
  volume: z.optional(z.object({ volumeId: z.string(), zone: z.string(), instanceId: z.optional(z.string()) })),
  address: z.optional(z.string()),
  /** The tags that the group, and the volume and the address, get. */
  groupTags: z.record(z.string(), z.string()),
  resourceTags: z.record(z.string(), z.string()),
});

/** `unenroll --json`. */
export const unenrollOutput = z.object({
  dryRun: z.boolean(),
  host: z.string(),
  region: z.string(),
  group: z.string(),
  /** What was removed, or would be. */
  hooks: z.array(z.string()),
  tags: z.array(z.string()),
  /** With --dry-run: the instances whose launch or termination would be awaited first. */
  held: z.array(z.string()),
  /** What is left to the owner. */
  advice: z.optional(z.string()),
});

/** `logs --json`; with --follow one such object a poll. */
export const logsOutput = z.object({
  events: z.array(
    z.object({
      at: z.string(),
      region: z.string(),
      function: z.string(),
      /** As the function logged it: an object, or a line of text. */
      message: z.unknown(),
    }),
  ),
  errors,
});

/** `check --json`. */
export const checkOutput = z.object({
  stage: z.string(),
  regions: z.array(
    z.object({
      region: z.string(),
      findings: z.array(z.object({ level: z.enum(['error', 'todo', 'ok']), text: z.string() })),
    }),
  ),
  errors,
});

/** USD a month, by the way in which the instance is paid. */
const usdMonth = z.object({ onDemand: z.number(), savingsPlan: z.number(), spot: z.number() });

/** `cost --json`. */
export const costOutput = z.object({
  stage: z.string(),
  /** The name of the stage's own host, and where it is; nothing for a stage without one. */
  host: z.optional(z.object({ name: z.string(), region: z.string() })),
  /** The day of the prices. */
  pricesOf: z.string(),
  parts: z.array(z.extend(usdMonth, { part: z.string(), quantity: z.string(), service: z.string() })),
  total: usdMonth,
  withoutPublicIpv4: usdMonth,
  /** What the sums leave out or take for granted, in sentences. */
  notes: z.array(z.string()),
  /** The thresholds of the stage that are below the total. */
  warnings: z.array(z.string()),
});

/** `deploy --json`: the commands that were run, or are to be; after a changed launch template, the one that brings it to the host. */
export const deployOutput = z.object({
  dryRun: z.boolean(),
  commands: z.array(z.string()),
  replace: z.optional(z.string()),
});

/** `init --json`. */
export const initOutput = z.object({
  dryRun: z.boolean(),
  stage: z.string(),
  /** The section of the stage in infra/stages.yml, as YAML. */
  section: z.string(),
  /** Whether the file has changed, or would change. */
  isChanged: z.boolean(),
  /** The commands that follow. */
  next: z.array(z.string()),
  /** The thresholds of the stage that are below what its host costs. */
  warnings: z.array(z.string()),
});
