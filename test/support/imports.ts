import { globSync } from 'node:fs';

import { build } from 'esbuild';

/** One file of the product that imports another, or a package. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every import of the product that is left when types are gone, as esbuild sees it. */
export const productImports = async (): Promise<readonly Import[]> => {
  const { metafile } = await build({
    entryPoints: globSync(['functions/*.ts', 'libs/**/*.ts', 'events/**/*.ts']),
    bundle: true,
    format: 'esm',
    metafile: true,
    outdir: 'unused',
    packages: 'external',
    platform: 'node',
    write: false,
  });
  return Object.entries(metafile.inputs).flatMap(([from, { imports }]) =>
    imports.map(({ path }) => ({ from, to: path })),
  );
};

/** What files of a kind may import; the first kind that a file matches is its kind. */
const LAYERS: readonly { readonly kind: string; readonly files: RegExp; readonly imports: RegExp }[] = [
  { kind: 'a trigger', files: /^functions\//, imports: /^(events|libs)\// },
  { kind: 'an event', files: /^events\//, imports: /^(events\/|zod(\/|$))/ },
  { kind: 'an adapter', files: /^libs\/aws\//, imports: /^(libs\/(aws|runtime|hosts)\/|@aws-sdk\/)/ },
  { kind: 'the kernel', files: /^libs\/controller\//, imports: /^libs\/controller\// },
  {
    kind: 'the runtime',
    files: /^libs\/runtime\//,
    imports: /^(libs\/(runtime|controller)\/|@middy\/core$|node:|zod(\/|$))/,
  },
  {
    // All of a domain but its entry and what executes.
    kind: 'a planner',
    files: /^libs\/(budget|capacity|lifecycle)\/(?!(controller|index)\.ts$)/,
    imports: /^libs\/(?!aws\/(?!sizes)|runtime\/)\w+\/(?!(controller|index)\.ts$)/,
  },
  {
    kind: 'shared',
    files: /^libs\/(hosts|notifications)\//,
    imports: /^(libs\/(hosts|notifications|controller|aws)\/|node:crypto$)/,
  },
  { kind: 'a domain', files: /^libs\/\w+\//, imports: /^libs\// },
];

const domainOf = (path: string): string | undefined => /^libs\/(budget|capacity|lifecycle)\//.exec(path)?.[1];

/** The imports that go the wrong way, each as a sentence. */
export const layerViolations = (imports: readonly Import[]): readonly string[] =>
  imports.flatMap(({ from, to }) => {
    const rule = LAYERS.find(({ files }) => files.test(from));
    if (!rule) return [`${from} has no place in the tree`];
    if (!rule.imports.test(to)) return [`${from} is ${rule.kind} and must not import ${to}`];
    const [own, other] = [domainOf(from), domainOf(to)];
    return own !== undefined && other !== undefined && own !== other
      ? [`${from} must not import another domain, ${to}`]
      : [];
  });

/** A chain of imports that comes back to where it began; `undefined` where there is none. */
export const cycle = (imports: readonly Import[]): readonly string[] | undefined => {
  const visit = (path: readonly string[], done: Set<string>): readonly string[] | undefined => {
    const here = path.at(-1) ?? '';
    if (path.indexOf(here) < path.length - 1) return path;
    if (done.has(here)) return undefined;
    for (const { to } of imports.filter(({ from }) => from === here)) {
      const found = visit([...path, to], done);
      if (found) return found;
    }
    done.add(here);
    return undefined;
  };
  const done = new Set<string>();
  for (const { from } of imports) {
    const found = visit([from], done);
    if (found) return found;
  }
  return undefined;
};
