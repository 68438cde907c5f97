import type { OutcomeWord } from '../../libs/drills/outcome.ts';
import type { Clock } from './clock.ts';
import { DRILL_OUTCOMES } from './drill-outcomes.ts';
import { superblockOf } from './ec2/disk.ts';
import { TIMES } from './ec2/quotas.ts';
import type { Volume } from './ec2/volumes.ts';
import type { RunningScript } from './ssm/agents.ts';

/** The values of the parameters of the script. */
type Values = Readonly<Record<string, string | undefined>>;

const decode = (text = ''): string => Buffer.from(text, 'base64').toString();

/** What the script of a drill finds on a disk: infra/documents/drill.sh is the real one. */
const whatItFinds = (volume: Volume | undefined, { SSM_Label: label, SSM_Owner: owner, SSM_Image: image }: Values) => {
  if (volume?.attachment?.state !== 'attached') return 'not attached';
  const { data, fileSystem } = volume;
  if (!data.fileSystem) return 'blank';
  const superblock = superblockOf(data);
  if (!superblock) return 'another file system';
  if (label !== 'any' && superblock.label !== label) return 'another label';
  if (fileSystem && fileSystem.owner !== decode(owner)) return 'the marker of another host';
  if (data.damage === 'a damaged file system' || data.damage === 'the marker of another host') return data.damage;
  if (image === 'none') return 'good';
  if (image?.includes('missing')) return 'an image that is gone';
  return data.damage ?? 'good';
};

/** How the script of a drill ends, and what it writes. */
export const runDrillScript = (clock: Clock, volume: Volume | undefined, values: Values): RunningScript => {
  const found = whatItFinds(volume, values);
  const result: OutcomeWord = DRILL_OUTCOMES[found];
  const isStarted = values['SSM_Image'] !== 'none' && ['passed', 'corrupt', 'query-failed'].includes(result);
  const isAsked = values['SSM_Query'] !== 'none';
  const tables = isStarted && !isAsked ? 12 : 0;
  const line = {
    result,
    detail: result === 'passed' ? (isStarted && isAsked ? `${volume?.data.rows}` : '') : `it found ${found}`,
    fileSystem: volume ? (superblockOf(volume.data)?.type ?? '') : '',
    check: result === 'passed' || isStarted ? 'clean' : 'skipped',
    marker: result === 'passed' && volume?.fileSystem ? 'right' : 'none',
    database: isStarted ? '8.4.3' : 'none',
    tables,
    checked: tables,
    seconds: 60,
  };
  const seconds = clock.drawMilliseconds(TIMES.drill.seconds) / 1000;
  return {
    seconds,
    exitCode: 0,
    output: `${JSON.stringify(line)}\n\n----------ERROR-------\nPass 1: Checking inodes\n`,
  };
};
