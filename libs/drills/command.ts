/** The database of a host as its task definition runs it. */
export interface Database {
  /** As Docker names an image. */
  readonly image: string;
  /** What the image is started with: the options of the server. */
  readonly command: readonly string[];
  /** Where its data is in the container. */
  readonly dataPath: string;
}

/** What a drill looks at, and what it expects there. */
export interface Rehearsal {
  readonly volumeId: string;
  /** What the marker of the volume has to say, where there is one: `STAGE/HOST`. */
  readonly owner: string;
  /** The label of the file system, of a volume that the user data of infra/host made; it then has to have a marker, too. */
  readonly label?: string;
  /** Absent where no database is known: the file system and the marker alone are looked at. */
  readonly database?: Database;
  /** A query of the owner, in SQL; without it every table is checked, for a minute. */
  readonly query?: string;
}

/** The device name of the copy. Its disk is found by the id of its volume; on these types EC2 gives it another name. */
export const DRILL_DEVICE = '/dev/sdf';

/** The comment of the command, by which later runs find it. */
export const DRILL_COMMENT = 'hostkeeper: drill';

/** Stands for a value that there is not: Systems Manager takes no empty one. */
const NONE = 'none';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** A server's own name before its options; an image starts it without, too. */
const SERVER = /^(\/usr\/s?bin\/)?(mysqld|mariadbd)$/;

/** The options of a server; none where the command is another program, such as a shell, which would not hand options on. */
const optionsOf = ([program = '', ...rest]: readonly string[]): readonly string[] => {
  if (SERVER.test(program)) return rest;
  return program.startsWith('-') ? [program, ...rest] : [];
};

/** The parameters of the document that rehearses a restore (infra/documents/drill.ts). */
export const drillParameters = ({ volumeId, owner, label, database, query }: Rehearsal) => {
  const options = optionsOf(database?.command ?? []).filter((option) => !option.includes('\n'));
  return {
    VolumeId: volumeId,
    Device: DRILL_DEVICE,
    Owner: base64(owner),
    Label: label ?? 'any',
    Image: database?.image ?? NONE,
    Arguments: options.length === 0 ? NONE : base64(options.join('\n')),
    DataPath: database?.dataPath ?? '/var/lib/mysql',
    Query: query === undefined ? NONE : base64(query),
  };
};
