/** The name of the TXT record that says who points a name, and where. */
export const ownerName = (name: string): string => `_hostkeeper.${name}`;

/** A DNS name as Route 53 returns it: lower case, here without the final dot. */
export const normalName = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/**
 * A name that a host may have. Route 53 accepts 255 characters, those of `_hostkeeper.` included, and 63 in a label; any
 * character but these is an escape there (`\052` is `*`), so that one name would have several spellings.
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html
 */
const HOST_NAME = /^(?!_hostkeeper\.)(?=.{1,243}$)([\w-]{1,63}\.)+[\w-]{1,63}$/;

/** The same for a pattern of names, in which `*` stands for any text. */
const NAME_PATTERN = /^(?!_hostkeeper\.)(?=.{1,243}$)([a-z0-9_*-]{1,63}\.)*[a-z0-9_*-]{1,63}$/;

/** Fully qualified DNS names, separated by white space; each once, however often and in whatever case it is written. */
export const dnsNames = (text: string): readonly string[] | undefined => {
  const names = (text.match(/\S+/g) ?? []).map(normalName);
  return names.every((name) => HOST_NAME.test(name)) ? [...new Set(names)] : undefined;
};

/** Whether a text is a pattern of names as IAM compares them: in lower case, without a final dot. */
export const isNamePattern = (text: string): boolean => NAME_PATTERN.test(text);
