/**
 * Quotes a word so that a POSIX shell takes it literally. Every printed command is built with it: the name of a group may
 * contain quotes, semicolons and `#`. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
 */
export const shellQuote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/**
 * A command as one line for any POSIX shell: every interpolated word is quoted, a list as several words.
 */
export const shell = (text: TemplateStringsArray, ...words: readonly (string | readonly string[])[]): string =>
  String.raw({ raw: text }, ...words.map((word) => [word].flat().map(shellQuote).join(' ')));

/** A command of the operator that a notification suggests. */
export interface OperatorCommand {
  readonly name: 'stop' | 'resume' | 'restore' | 'snapshot' | 'unenroll' | 'drill';
  /** Recorded when the command runs as an invocation of a function, which requires a reason. */
  readonly reason: string;
  /** `min/desired/max` to resume to, for a host whose former sizes are unknown. */
  readonly sizes?: string;
  /** Resumes although no further threshold of this month would stop the host. */
  readonly acceptUnguarded?: boolean;
  /** The retired volume to restore, for one host. */
  readonly volumeId?: string;
}

/** The hosts that a command names, all of one region; a command without names concerns every host that it applies to. */
export interface CommandScope {
  readonly stage: string;
  readonly region: string;
  readonly hosts: readonly string[];
}

/** The functions that do what a command does; a command without one needs the clone. */
const FUNCTIONS: Partial<Readonly<Record<OperatorCommand['name'], string>>> = {
  stop: 'emergency-shutdown',
  resume: 'emergency-resume',
  restore: 'restore',
  snapshot: 'snapshot',
  drill: 'restore-drill',
};

/** The command as it is typed in the folder of the clone. */
const npmLine = (
  { name, sizes, acceptUnguarded, volumeId }: OperatorCommand,
  { stage, region, hosts }: CommandScope,
): string =>
  [
    shell`npm run hostkeeper -- ${[name, ...hosts]} --stage ${stage} --region ${region}`,
    ...(sizes === undefined ? [] : [shell`--sizes ${sizes}`]),
    ...(acceptUnguarded === true ? ['--accept-unguarded'] : []),
    ...(volumeId === undefined ? [] : [shell`--volume ${volumeId}`]),
  ].join(' ');

/**
 * The same as an invocation by the AWS CLI, version 1 or 2. The payload comes from standard input, because version 2
 * expects an inline payload in base64 unless an option says otherwise, which version 1 does not have.
 * https://docs.aws.amazon.com/cli/latest/userguide/cliv2-migration-changes.html#cliv2-migration-binaryparam
 */
const invokeLine = (
  functionName: string,
  { reason, sizes, acceptUnguarded, volumeId }: OperatorCommand,
  { stage, region, hosts }: CommandScope,
): string => {
  const [host] = hosts;
  const named = volumeId === undefined ? hosts.length > 0 && { hosts } : { host, volumeId };
  const payload = JSON.stringify({ reason, sizes, acceptUnguarded, ...named });
  const name = `hostkeeper-${stage}-${functionName}`;
  const invocation = shell`aws lambda invoke --function-name ${name} --region ${region} --cli-read-timeout 900`;
  return `printf '%s' ${shellQuote(payload)} | ${invocation} --payload fileb:///dev/stdin /dev/stdout`;
};

/** Both forms of a command, each on a line of its own, with the words between them. */
export const describeCommand = (command: OperatorCommand, scope: CommandScope): readonly string[] => {
  const functionName = FUNCTIONS[command.name];
  return [
    npmLine(command, scope),
    ...(functionName === undefined
      ? []
      : ['or, anywhere, with the AWS CLI:', invokeLine(functionName, command, scope)]),
  ];
};
