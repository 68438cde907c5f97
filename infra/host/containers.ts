import { databaseSecretArn, secretArn } from './storage.ts';
import { ref, type StageHost } from './resource.ts';

/** Where the data volume is mounted on the instance. */
export const dataPath = ({ settings }: StageHost): string => `/mnt/${settings.name}`;

/** The seconds that MySQL gets to write what it holds in memory. ECS takes at most 120. */
const STOP_SECONDS = 120;

/** Parameters that hold MySQL to about 290 MB; it takes 540 MB without them. */
export const MYSQL_OPTIONS = [
  '--performance-schema=OFF',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-buffer-size=8M',
  '--table-open-cache=400',
  '--max-connections=40',
  '--skip-log-bin',
];

const logs = (name: string) => ({
  LogDriver: 'awslogs',
  Options: {
    'awslogs-group': ref('ContainerLogs'),
    'awslogs-region': ref('AWS::Region'),
    'awslogs-stream-prefix': name,
    // A container never waits for its log.
    mode: 'non-blocking',
    'max-buffer-size': '4m',
  },
});

const check = (startPeriod: number, ...command: readonly string[]) => ({
  Command: command,
  Interval: 30,
  Timeout: 5,
  Retries: 3,
  StartPeriod: startPeriod,
});

const mount = (SourceVolume: string, ContainerPath: string, ReadOnly = false) => ({
  SourceVolume,
  ContainerPath,
  ReadOnly,
});

const jsonKey = (host: StageHost, key: string) => ({
  'Fn::Sub': ['${secret}:' + key + '::', { secret: secretArn(host) }],
});

/** Until an image exists, nginx alone serves its own page: neither secrets nor the data volume are needed. */
const placeholder = ({ settings }: StageHost) => [
  {
    Name: 'nginx',
    Image: settings.nginxImage,
    Essential: true,
    Cpu: 128,
    MemoryReservation: settings.memoryMegabytes.nginx,
    PortMappings: [{ ContainerPort: 80, HostPort: 80 }],
    LogConfiguration: logs('nginx'),
  },
];

const nginx = ({ settings }: StageHost) => ({
  Name: 'nginx',
  Image: settings.nginxImage,
  Essential: true,
  Cpu: 128,
  MemoryReservation: settings.memoryMegabytes.nginx,
  PortMappings: [80, 443].map((port) => ({ ContainerPort: port, HostPort: port })),
  Links: ['web'],
  DependsOn: [{ ContainerName: 'web', Condition: 'START' }],
  // Whatever the answer is, nginx gave it.
  HealthCheck: check(30, 'CMD-SHELL', 'curl -s -o /dev/null http://127.0.0.1/ || exit 1'),
  MountPoints: [
    mount('conf.d', '/etc/nginx/conf.d', true),
    mount('certificates', '/etc/nginx/certificates', true),
    mount('static', '/usr/share/nginx/static', true),
  ],
  LogConfiguration: logs('nginx'),
});

const web = (host: StageHost) => {
  const { settings } = host;
  const isContainer = settings.database === 'container';
  const environment = {
    APP_PORT: String(settings.port),
    DB_HOST: isContainer ? 'mysql' : settings.databaseHost,
    DB_NAME: settings.databaseName,
    DB_USER: settings.databaseUser,
    ...settings.environment,
  };
  return {
    Name: 'web',
    Image: settings.image,
    Essential: true,
    Cpu: 512,
    MemoryReservation: settings.memoryMegabytes.web,
    ...(settings.command.length > 0 && { Command: settings.command }),
    // ECS ignores the check that is in the image.
    ...(settings.healthCheck.length > 0 && { HealthCheck: check(60, 'CMD', ...settings.healthCheck) }),
    Environment: Object.entries(environment).map(([Name, Value]) => ({ Name, Value })),
    Secrets: [
      { Name: 'DB_PASSWORD', ValueFrom: databaseSecretArn(host) },
      ...settings.secrets.map((Name) => ({ Name, ValueFrom: jsonKey(host, Name) })),
    ],
    ...(isContainer && { Links: ['mysql'], DependsOn: [{ ContainerName: 'mysql', Condition: 'START' }] }),
    MountPoints: [mount('static', '/app/static')],
    LogConfiguration: logs('web'),
  };
};

const mysql = (host: StageHost) => {
  const { settings } = host;
  const password = databaseSecretArn(host);
  return {
    Name: 'mysql',
    Image: settings.databaseImage,
    Essential: true,
    Cpu: 512,
    MemoryReservation: settings.memoryMegabytes.mysql,
    StopTimeout: STOP_SECONDS,
    Command: ['mysqld', ...MYSQL_OPTIONS],
    Environment: [
      { Name: 'MYSQL_DATABASE', Value: settings.databaseName },
      { Name: 'MYSQL_USER', Value: settings.databaseUser },
    ],
    Secrets: ['MYSQL_PASSWORD', 'MYSQL_ROOT_PASSWORD'].map((Name) => ({ Name, ValueFrom: password })),
    HealthCheck: check(120, 'CMD-SHELL', 'mysqladmin ping -h 127.0.0.1 --silent'),
    MountPoints: [mount('mysql', '/var/lib/mysql')],
    LogConfiguration: logs('mysql'),
  };
};

/**
 * The containers of the task. All are essential: ECS does not restart one that is not, so that a database which died would
 * stay dead. None but nginx has a port on the host.
 */
export const containersOf = (host: StageHost): readonly object[] => {
  if (host.settings.image === '') return placeholder(host);
  return [nginx(host), web(host), ...(host.settings.database === 'container' ? [mysql(host)] : [])];
};

/** The folders of the data volume, and the static files, which the web container writes and nginx serves. */
export const volumesOf = (host: StageHost): readonly object[] => {
  if (host.settings.image === '') return [];
  const data = dataPath(host);
  const folders = {
    'conf.d': 'nginx/conf.d',
    certificates: 'nginx/certificates',
    ...(host.settings.database === 'container' && { mysql: 'mysql' }),
  };
  return [
    ...Object.entries(folders).map(([Name, folder]) => ({ Name, Host: { SourcePath: `${data}/${folder}` } })),
    { Name: 'static', DockerVolumeConfiguration: { Scope: 'task', Driver: 'local' } },
  ];
};
