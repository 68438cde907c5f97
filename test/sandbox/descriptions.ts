import * as z from 'zod/mini';

const alarmChange = z.object({
  detail: z.object({
    alarmName: z.string(),
    previousState: z.object({ value: z.string() }),
    state: z.object({ value: z.string() }),
  }),
});

const instanceEvent = z.object({
  'detail-type': z.string(),
  detail: z.object({ EC2InstanceId: z.optional(z.string()), 'instance-id': z.optional(z.string()) }),
});

/** An event in one line. Throws for an event that neither an alarm nor an instance sends. */
export const describeEvent = (event: object): string => {
  const { data } = z.safeParse(alarmChange, event);
  if (data) {
    const { alarmName, previousState, state } = data.detail;
    return `${alarmName}: ${previousState.value} -> ${state.value}`;
  }
  const { 'detail-type': type, detail } = z.parse(instanceEvent, event);
  return `${type}: ${detail.EC2InstanceId ?? detail['instance-id'] ?? 'no instance'}`;
};

/** Parameters that are the same in every call, or say nothing about what happens to a host. */
const OMITTED = new Set([
  'DocumentName',
  'HostedZoneId',
  'LifecycleActionResult',
  'Parameters',
  'PropagateAtLaunch',
  'ResourceType',
  'ShouldDecrementDesiredCapacity',
  'TTL',
  'TimeoutSeconds',
]);

const valuesOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(valuesOf);
  // The payload of an invocation.
  if (value instanceof Uint8Array) return [Buffer.from(value).toString()];
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.entries(value)
    .filter(([name, each]) => !OMITTED.has(name) && each !== false)
    .flatMap(([name, each]: [string, unknown]) =>
      typeof each === 'number' || typeof each === 'boolean' ? [`${name}=${each}`] : valuesOf(each),
    );
};

/** The parameters of a call in one line. */
export const describeInput = (input: unknown): string => valuesOf(input).join(' ');

/** The function that a role belongs to: `BudgetKillSwitchRole` is that of `budget-kill-switch`. */
export const functionOf = (role: string): string =>
  role
    .replace(/Role$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();

/** Whether AWS wrote an e-mail itself, for an alarm or a budget. */
export const isFromAws = (subject: string): boolean => /^((OK|ALARM|INSUFFICIENT_DATA): "|AWS Budgets: )/.test(subject);
