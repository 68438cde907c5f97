import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';

import type { Database } from './command.ts';

/** The folder of the data in the images of MySQL and MariaDB. */
const DATA_PATH = '/var/lib/mysql';

/** The last part of the name of an image of a server: `mysql`, `mariadb`, `percona-server`, `mysql-server`. */
const IMAGE = /(^|\/)(mysql|mariadb|percona)(-server)?([:@]|$)/;

const dataPathOf = ({ command = [] }: ContainerDefinition): string => {
  const option = command.findLast((word) => word.startsWith('--datadir='));
  return option?.slice('--datadir='.length).replace(/\/$/, '') ?? DATA_PATH;
};

/** The database among the containers of task definitions; `undefined` where there is none that a drill can start. */
export const databaseIn = (definitions: readonly TaskDefinition[]): Database | undefined => {
  const containers = definitions.flatMap(({ containerDefinitions = [] }) => containerDefinitions);
  const container = containers.find(({ image = '' }) => IMAGE.test(image));
  return (
    container && {
      image: container.image ?? '',
      command: container.command ?? [],
      dataPath: dataPathOf(container),
    }
  );
};

/** The same with an image that the owner has named; its options are then those of the database that runs, if one does. */
export const withImage = (database: Database | undefined, image: string | undefined): Database | undefined =>
  image === undefined ? database : { command: [], dataPath: DATA_PATH, ...database, image };
