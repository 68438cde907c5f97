import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { serviceNamed } from '../aws/services.ts';
import type { LoopbackServer } from '../support/loopback-server.ts';
import { inMoto, inWorld, type Names } from './account.ts';
import type { Case } from './case.ts';
import { autoScaling } from './cases/autoscaling.ts';
import { creation } from './cases/creation.ts';
import { ec2 } from './cases/ec2.ts';
import { others } from './cases/others.ts';
import { owner } from './cases/owner.ts';
import { route53 } from './cases/route53.ts';
import { compare, namesIn } from './compare.ts';
import { MOTO_FAULTS, NOT_COMPARED, pageOf } from './moto-faults.ts';
import { motoProgram, startMoto } from './moto.ts';
import { createSide, type Side } from './side.ts';

/** In this order: each begins with what the ones before it left. */
const CASES = [
  ...autoScaling.slice(0, -4),
  ...ec2,
  ...route53,
  ...others,
  ...owner,
  ...creation,
  ...autoScaling.slice(-4),
];

const inputOf = (input: Case['input'], names: Names): object => (typeof input === 'function' ? input(names) : input);

/** What is wrong with the simulated AWS, or with the list of moto's faults. */
const problemsOf = (differences: readonly string[], fault: string | undefined): readonly string[] => {
  if (fault === undefined) return differences;
  return differences.length > 0 ? [] : [`no difference is left, though moto-faults.ts says that moto ${fault}`];
};

const program = await motoProgram();
if ('missing' in program)
  console.warn(`SKIPPED: the simulated AWS was not compared with moto, for ${program.missing}.`);

describe.skipIf('missing' in program)('the simulated AWS, against moto', async () => {
  const { world, names } = await inWorld();
  const simulated = createSide({ requestHandler: world.requestHandler });
  let moto: Side;
  let motoNames: Record<string, string>;
  let server: LoopbackServer | undefined;
  beforeAll(async () => {
    if ('missing' in program) return;
    server = await startMoto(program.path);
    const { endpoint } = server;
    moto = createSide({ endpoint });
    motoNames = await inMoto(moto);
  });
  afterAll(() => server?.stop());

  it('is compared in every operation that it offers', () => {
    const services = { ...world.inRegion().services, ...world.services };
    const offered = Object.entries(services)
      .filter(([name]) => serviceNamed(name)?.api)
      .flatMap(([name, { service }]) => Object.keys(service).map((operation) => `${name}:${operation}`))
      .filter((call) => !(call in NOT_COMPARED));
    expect([...new Set(CASES.map(({ call }) => call))].toSorted()).toEqual(offered.toSorted());
  });

  for (const { call, name, input, view } of CASES)
    it(`${call}: ${name}`, async () => {
      const mine = await simulated(call, inputOf(input, names));
      const theirs = await moto(call, inputOf(input, motoNames));
      await world.advance({ seconds: 15 });
      Object.assign(names, namesIn(mine, view));
      Object.assign(motoNames, namesIn(theirs, view));
      const differences = compare({ outcome: mine, names }, { outcome: theirs, names: motoNames }, view);
      expect(problemsOf(differences, MOTO_FAULTS[call]?.[name]), `AWS says: ${pageOf(call)}`).toEqual([]);
    });

  it('lists no fault of a case that there is not', () => {
    const known = new Set(CASES.map(({ call, name }) => `${call}: ${name}`));
    expect(known.size).toBe(CASES.length);
    const listed = Object.entries(MOTO_FAULTS).flatMap(([call, faults]) =>
      Object.keys(faults).map((name) => `${call}: ${name}`),
    );
    expect(listed.filter((key) => !known.has(key))).toEqual([]);
  });
});
