/** Remakes infra/prices/prices.json from the price lists of AWS, which anybody may read: `npm run prices`. */
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

import { Option } from 'commander';
import * as z from 'zod/mini';

import { collect } from '../commands/cli/options.ts';
import { readScript } from '../commands/cli/script.ts';
import { PRICES } from './price-file.ts';
import { collectPrices, OFFERS, readPriceList } from './price-list.ts';

const { region: added } = readScript({
  name: 'prices --',
  summary: 'Remakes infra/prices/prices.json from the price lists of AWS. That of EC2 has several hundred MB a region.',
  options: [new Option('--region <name>', 'a region besides those in the file; may be repeated').argParser(collect)],
  input: z.object({ region: z.optional(z.array(z.string())) }),
});

/** The lines of a price list. https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-the-aws-price-list-bulk-api.html */
const linesOf = async (offer: string, region: string) => {
  const url = `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${offer}/current/${region}/index.csv`;
  const { ok, status, body } = await fetch(url);
  if (!ok || !body) throw new Error(`${url} answers ${status}.`);
  return createInterface({ input: Readable.fromWeb(body), crlfDelay: Infinity });
};

const pricesOf = async (region: string) => {
  const found = [];
  for (const offer of OFFERS) {
    console.info(`${region}: ${offer}`);
    for await (const price of readPriceList(await linesOf(offer, region))) found.push(price);
  }
  return collectPrices(found);
};

const regions = [];
for (const region of new Set([...Object.keys(PRICES.regions), ...(added ?? [])])) {
  regions.push([region, await pricesOf(region)] as const);
}

const file = fileURLToPath(new URL('prices.json', import.meta.url));
const date = new Date().toISOString().slice(0, 10);
writeFileSync(file, `${JSON.stringify({ ...PRICES, date, regions: Object.fromEntries(regions) }, null, 2)}\n`);
