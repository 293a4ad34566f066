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

async function cases(): Promise<BenchCase[]> {
  const found: BenchCase[] = []
  const paths = (await readdir(folder, { recursive: true })).filter((path) => /^[^/]+(\.bench|\/index)\.ts$/.test(path))
  for (const path of paths.sort())
    found.push(((await import(new URL(path, folder).href)) as { default: BenchCase }).default)
  return found
}

const args = process.argv.slice(2)
const firstFlag = args.findIndex((argument) => argument.startsWith('--'))
const names = firstFlag < 0 ? args : args.slice(0, firstFlag)
const flags = firstFlag < 0 ? [] : args.slice(firstFlag)

const all = await cases()
const chosen = names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
if (chosen.length === 0) throw new Error(`Expected a case of ${all.map(({ name }) => name).join(', ')}, got ${names}.`)

const results = new URL('results/', folder)
await mkdir(results, { recursive: true })
for (const { name, why, run } of chosen) {
  const report = `# ${name}\n\n${why}\n\n${await run(flags)}\n`
  console.log(report)
  await writeFile(new URL(`${name}.md`, results), report)
}
