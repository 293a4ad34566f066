/**
 * Runs the bench cases whose names are given, or all: `tsx bench/run.ts local-fill --photos DIR`.
 * A case is `bench/<name>/index.ts` or `bench/<name>.bench.ts`; its table is printed and kept in `bench/results`.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises'

export interface BenchCase {
  readonly name: string
  /** What it measures and why, in a sentence. */
  readonly why: string
  /** Returns markdown. Gets the arguments that start with `--`, and what follows each. */
  run(args: readonly string[]): Promise<string>
}

const folder = new URL('./', import.meta.url)

const paths = (await readdir(folder, { recursive: true })).filter((path) => /^[^/]+(\.bench|\/index)\.ts$/.test(path))
/** Files by the names of their cases. */
const cases = new Map(paths.sort().map((path) => [path.replace(/(\.bench|\/index)\.ts$/, ''), path]))

const args = process.argv.slice(2)
const firstFlag = args.findIndex((argument) => argument.startsWith('--'))
const names = firstFlag < 0 ? args : args.slice(0, firstFlag)
const flags = firstFlag < 0 ? [] : args.slice(firstFlag)
const unknown = names.find((name) => !cases.has(name))
if (unknown !== undefined || cases.size === 0)
  throw new Error(`Expected the name of a case: ${[...cases.keys()].join(', ')}, got ${unknown}.`)

const results = new URL('results/', folder)
await mkdir(results, { recursive: true })
for (const chosen of names.length === 0 ? cases.keys() : names) {
  // Loaded one by one: a case that does not load leaves the others alone.
  const { default: bench } = (await import(new URL(cases.get(chosen)!, folder).href)) as { default: BenchCase }
  const report = `# ${bench.name}\n\n${bench.why}\n\n${await bench.run(flags)}\n`
  console.log(report)
  await writeFile(new URL(`${bench.name}.md`, results), report)
}
