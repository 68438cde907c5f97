/** How long a host may take to answer, in seconds. The crash-consistent snapshot is taken then. */
export const QUIESCE_TIMEOUT_SECONDS = 30;

/** The host freezes nothing later than so many seconds after it was asked: what it may make then is listed by the time above. */
export const QUIESCE_DELAY_SECONDS = 20;

/** The comment of the command that takes the snapshot of a slot. */
export const snapshotComment = (volumeId: string, slot: string): string => `hostkeeper: snapshot ${volumeId} ${slot}`;

/** The parameters of the document that takes a snapshot (infra/documents/snapshot.ts). */
export const snapshotParameters = (request: {
  readonly volumeId: string;
  readonly device: string;
  readonly quiesce: 'freeze' | 'lock';
  /** The host freezes nothing from then on. */
  readonly until: Date;
  /** A signed request that creates the snapshot. */
  readonly url: string;
}) => ({
  VolumeId: request.volumeId,
  Device: request.device,
  Quiesce: request.quiesce,
  Until: `${Math.floor(request.until.getTime() / 1000)}`,
  Url: request.url,
});

/** What a host has done for the consistency of a snapshot. */
export type Consistency = 'crash' | 'frozen' | 'locked';

/** What the output of the script says. */
export interface HostAnswer {
  /** Present where EC2 has confirmed the snapshot to the host. */
  readonly made?: { readonly snapshotId: string; readonly consistency: Consistency };
  /** What else it says: why something was not done. Empty where all was. */
  readonly problem: string;
}

/** A problem in an e-mail has at most so many characters. */
const MAX_CHARACTERS = 300;

/** What the agent writes between the two outputs of a script. */
const SEPARATOR = /-+ERROR-+/g;

const RESULT = /^(snap-[0-9a-f]+) (frozen|locked|crash)$/m;

const isConsistency = (text: string): text is Consistency => text === 'crash' || text === 'frozen' || text === 'locked';

/** Reads the output of the script, whose last line has the result. */
export const parseAnswer = (output: string): HostAnswer => {
  const [line = '', snapshotId = '', consistency = ''] = RESULT.exec(output) ?? [];
  const words = output.replace(line, '').replaceAll(SEPARATOR, '').split(/\s+/).filter(Boolean).join(' ');
  const problem = words.replace(/[.:]$/, '').slice(0, MAX_CHARACTERS);
  return isConsistency(consistency) ? { made: { snapshotId, consistency }, problem } : { problem };
};
