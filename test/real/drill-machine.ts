import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { onTestFinished } from 'vitest';

import { drill } from '../../infra/documents/drill.ts';
import { volumeLabel } from '../../infra/host/user-data/data-volume.ts';
import { drillParameters, type Rehearsal } from '../../libs/drills/command.ts';
import { parseFinding } from '../../libs/drills/outcome.ts';
import { type Agent, NEW_AGENT, scriptOf, textOf } from './host-script.ts';
import { shell } from './loop-disk.ts';

const DEBIAN = resolve(import.meta.dirname, '../../.build/debian/trixie');

const OWNER = 'prod/my-blog';
export const LABEL = volumeLabel('prod', 'my-blog');

/** MariaDB with the options of a host whose task definition starts it by its name. */
const MARIADB = {
  image: 'mariadb:11',
  command: ['mariadbd', '--max-connections=40'],
  dataPath: '/var/lib/mysql',
};

/** What a drill expects of a volume that hostkeeper made. */
export const OURS = { label: LABEL, database: MARIADB } as const;

/** A folder for a test, which is gone when the test has ended. */
const givenFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'hostkeeper-drill-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/**
 * The image of a disk as a snapshot has it, of a MariaDB in the middle of its work, and how many rows that had acknowledged.
 */
export const makeCrashImage = (type: 'ext4' | 'xfs', image: string): number => {
  const command = `${import.meta.dirname}/crash-image.sh ${DEBIAN} ${type} ${LABEL} ${OWNER} ${image}`;
  const { exitCode, output } = shell(
    `unshare --mount --net --pid --fork --kill-child ${command} 2>${image}.log || { cat ${image}.log; exit 1; }`,
  );
  if (exitCode !== 0) throw new Error(output);
  return Number(output);
};

/**
 * A stand-in for Docker, which is not needed to start a server: a container is the server of Debian on the data that is given,
 * in a root of its own. It writes down what it was asked.
 */
const DOCKER = `#!/bin/sh
echo "docker $*" >>"$HISTORY"
root=/run/root command=$1
shift
case $command in
  login) cat >>"$HISTORY" ;;
  pull) case $2 in *missing*) echo 'manifest unknown' >&2; exit 1 ;; esac ;;
  ps) ! [ -e /run/pid ] || ! kill -0 "$(cat /run/pid)" 2>/dev/null || echo drill ;;
  logs) cat /run/server.log ;;
  run)
    while [ "$1" != --volume ]; do shift; done
    source=\${2%:*} target=\${2##*:}
    shift 3
    mkdir -p "$root$target" && mount --bind "$source" "$root$target"
    chroot $root /usr/sbin/mariadbd --no-defaults --user=root --datadir="$target" --socket=/run/mysqld/mysqld.sock "$@" >/run/server.log 2>&1 &
    echo $! >/run/pid
    ;;
  exec)
    if [ "$1" = -i ]; then shift; fi
    shift
    exec chroot $root "$@"
    ;;
esac
`;

/** A stand-in for the metadata of an instance and for ECR. */
const CURL = `#!/bin/sh
echo "curl $*" >>"$HISTORY"
case "$*" in
  *api/token) echo session ;;
  *security-credentials/) echo drill-role ;;
  *security-credentials/drill-role) printf '{\\n  "AccessKeyId" : "ASIA1",\\n  "SecretAccessKey" : "hush",\\n  "Token" : "token/+="\\n}' ;;
  *https://api.ecr.us-east-1.amazonaws.com/) cat >>"$HISTORY"; printf '{"authorizationData":[{"authorizationToken":"%s"}]}' "$(printf AWS:password | base64)" ;;
  *) exit 22 ;;
esac
`;

/** Runs the script of a drill on a disk, as the agent of Systems Manager does, in namespaces of its own. */
export const runDrill = (
  { node, agent = NEW_AGENT, before = '' }: { readonly node: string; readonly agent?: Agent; readonly before?: string },
  rehearsal: Omit<Rehearsal, 'owner' | 'volumeId'> = OURS,
) => {
  const folder = givenFolder();
  const parameters = {
    ...drillParameters({ volumeId: 'vol-0123456789abcdef0', owner: OWNER, ...rehearsal }),
    Device: node,
  };
  writeFileSync(join(folder, 'script.sh'), textOf(scriptOf(drill, parameters, agent)));
  writeFileSync(join(folder, 'docker'), DOCKER, { mode: 0o755 });
  writeFileSync(join(folder, 'curl'), CURL, { mode: 0o755 });
  writeFileSync(join(folder, 'systemctl'), '#!/bin/sh\n', { mode: 0o755 });
  const setup = `
    mount -t tmpfs tmpfs /run
    mkdir /run/upper /run/work /run/root
    mount -t overlay overlay -o lowerdir=${DEBIAN}/root,upperdir=/run/upper,workdir=/run/work /run/root
    mkdir -p /run/root/run/mysqld /run/root/tmp /run/root/dev /run/root/etc
    echo root:x:0:0:root:/:/bin/false >/run/root/etc/passwd
    mount --rbind /dev /run/root/dev
    ${before}
    PATH=${folder}:$PATH HISTORY=${folder}/history sh ${folder}/script.sh 2>${folder}/stderr || echo "ended with $?"`;
  writeFileSync(join(folder, 'setup.sh'), setup);
  const { output } = shell(`unshare --mount --net --pid --fork --kill-child sh -e ${folder}/setup.sh`);
  return {
    output,
    finding: parseFinding(output),
    stderr: shell(`cat ${folder}/stderr`).output,
    /** What was asked of Docker and of the network. */
    history: shell(`cat ${folder}/history`).output,
  };
};
