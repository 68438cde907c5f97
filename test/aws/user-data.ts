/** What the user data of a host sets up on its instance. */
export interface HostSetup {
  /** The cluster that the ECS agent joins: `default` where the user data names none. */
  readonly cluster: string;
  /** Whether Docker and the ECS agent wait until the data volume is mounted. */
  readonly waitsForVolume: boolean;
  /** After how many minutes it shuts down; absent where it does not. */
  readonly shutdownMinutes?: number;
  /** The unit that mounts the data volume; absent where nothing starts it. */
  readonly unit?: {
    /** The label of the file system, and what its marker says. */
    readonly label: string;
    readonly owner: string;
    readonly formatsBlank: boolean;
  };
}

const UNIT = 'hostkeeper-data';

/** The files that a shell script writes by here-documents, by their paths. */
const filesIn = (script: string): ReadonlyMap<string, string> =>
  new Map(
    [...script.matchAll(/^cat >(\S+) <<'(\w+)'\n(.*?)^\2$/gms)].map(([, path = '', , text = '']) => [path, text]),
  );

/** The variables of the shape `NAME=value` in a text, one after the other. */
const variablesIn = (text = ''): Readonly<Record<string, string>> =>
  Object.fromEntries([...text.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]));

/** The parts of a script that cloud-init runs on the first boot which the simulated host acts on. */
export const readUserData = (script: string): HostSetup => {
  const files = filesIn(script);
  const dropIn = (unit: string): string => files.get(`/etc/systemd/system/${unit}.service.d/hostkeeper.conf`) ?? '';
  const { OWNER, LABEL, FORMAT_BLANK } = variablesIn(
    files.get(`/etc/systemd/system/${UNIT}.service.d/host.conf`)?.replaceAll('Environment=', ''),
  );
  const [, minutes] = /^shutdown -h \+(\d+)$/m.exec(script) ?? [];
  const isStarted = new RegExp(`^systemctl start --no-block ${UNIT}$`, 'm').test(script);
  return {
    cluster: variablesIn(files.get('/etc/ecs/ecs.config'))['ECS_CLUSTER'] ?? 'default',
    waitsForVolume: ['docker', 'ecs'].every((service) => dropIn(service).includes(`Requires=${UNIT}.service`)),
    ...(minutes !== undefined && { shutdownMinutes: Number(minutes) }),
    ...(isStarted &&
      OWNER !== undefined &&
      LABEL !== undefined && { unit: { label: LABEL, owner: OWNER, formatsBlank: FORMAT_BLANK === 'yes' } }),
  };
};
