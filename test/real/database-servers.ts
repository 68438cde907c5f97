import { MYSQL_OPTIONS } from '../../infra/host/containers.ts';

/** The folder of the data in the image of a database. */
export const DATA = 'var/lib/mysql';
const OWN = `--no-defaults --user=root --datadir=/${DATA}`;
const SOCKET = '/run/server.sock';

/** What a client on the machine reads. */
export const CLIENT_FILES = { 'etc/my.cnf': `[client]\nsocket=${SOCKET}\n` };

/** How a server is made and started. */
export interface DatabaseServer {
  readonly name: string;
  /** The release of Debian that it is of. */
  readonly suite: string;
  /** The command that makes the files of the database. */
  readonly make: string;
  readonly run: string;
  readonly client: string;
}

const mysqlOptions = MYSQL_OPTIONS.join(' ');
/** MariaDB ends at an option that it does not know, unless this says that it need not. */
const mariadbOptions = MYSQL_OPTIONS.map((option) => option.replace('--', '--loose-')).join(' ');

/** MySQL and MariaDB with the options of the task definition. */
export const DATABASE_SERVERS: readonly DatabaseServer[] = [
  {
    name: 'MySQL',
    suite: 'sid',
    // An option of a start that the image has and these packages have not.
    make: `/usr/sbin/mysqld ${OWN} --secure-file-priv= --initialize-insecure ${mysqlOptions}`,
    run: `/usr/sbin/mysqld ${OWN} --secure-file-priv= --socket=${SOCKET} --skip-networking ${mysqlOptions}`,
    client: '/usr/bin/mysql --skip-column-names --batch --unbuffered',
  },
  {
    name: 'MariaDB',
    suite: 'trixie',
    make: `/usr/bin/mariadb-install-db ${OWN} --auth-root-authentication-method=normal ${mariadbOptions}`,
    run: `/usr/sbin/mariadbd ${OWN} --socket=${SOCKET} --skip-networking ${mariadbOptions}`,
    client: '/usr/bin/mariadb --skip-column-names --batch --unbuffered',
  },
];
