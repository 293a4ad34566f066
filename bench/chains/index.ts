import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median, table } from '../measure.ts'
import { jpegOf, mosaic } from '../mosaic.ts'
import { type WayName, ways } from './ways.ts'

const sizes = [
  { name: '1 MP', width: 1200, height: 900, rounds: 41 },
  { name: '12 MP', width: 4000, height: 3000, rounds: 31 },
  { name: '48 MP', width: 8000, height: 6000, rounds: 15 },
] as const

/** Ours, what it is held to, and how much more of time and memory it may take. */
const pairs = [
  { name: 'no removal', ours: 'ours-plain', theirs: 'sharp-plain', time: 1.02, memory: 1.1 },
  { name: 'a removal that does nothing', ours: 'ours-nothing', theirs: 'sharp-twice', time: 1.05, memory: 1.1 },
  { name: 'a removal by a no-op engine', ours: 'ours-engine', theirs: 'processor-by-hand', time: 1.05, memory: 1.1 },
] as const

const processes = 5

/** Milliseconds of both, and the median of what one takes of the other in the same round: a busy machine is so to both. */
async function timeOf(pair: (typeof pairs)[number], rounds: number, input: string, output: string) {
  const [ours, theirs, ratios]: [number[], number[], number[]] = [[], [], []]
  const time = async (name: WayName) => {
    const started = performance.now()
    await ways[name](input, output)
    return performance.now() - started
  }
  for (let round = -1; round < rounds; round++) {
    // Who is first takes turns.
    const first = round % 2 === 0 ? await time(pair.ours) : 0
    const theirTime = await time(pair.theirs)
    const ourTime = first || (await time(pair.ours))
    if (round < 0) continue
    ours.push(ourTime)
    theirs.push(theirTime)
    ratios.push(ourTime / theirTime)
  }
  return { ours: median(ours), theirs: median(theirs), ratio: median(ratios) }
}

const peakProgram = fileURLToPath(new URL('peak.ts', import.meta.url))

/** Megabytes of both, each in processes of its own. */
async function peakOf(pair: (typeof pairs)[number], input: string, output: string) {
  const peak = async (name: WayName) => {
    const parameters = ['--import', 'tsx', '--conditions=@paintout/source', peakProgram, name, input, output]
    return Number((await promisify(execFile)(process.execPath, parameters)).stdout)
  }
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < processes; turn++) {
    ours.push(await peak(pair.ours))
    theirs.push(await peak(pair.theirs))
  }
  return { ours: median(ours), theirs: median(theirs), ratio: median(ours) / median(theirs) }
}

async function benchSize(size: (typeof sizes)[number], folder: string): Promise<string[][]> {
  const [input, output] = [join(folder, `${size.name}.jpg`), join(folder, 'out.webp')]
  await writeFile(input, await jpegOf(await mosaic('black-canyon', size.width, size.height)))
  const rows: string[][] = []
  for (const pair of pairs) {
    const time = await timeOf(pair, size.rounds, input, output)
    const peak = await peakOf(pair, input, output)
    const held = (ratio: number, limit: number) => `${ratio.toFixed(3)} (≤ ${limit} ${ratio <= limit ? '✔' : '✘'})`
    rows.push([
      `${size.name}, ${pair.name}`,
      `${time.ours.toFixed(0)} / ${time.theirs.toFixed(0)} ms`,
      held(time.ratio, pair.time),
      `${peak.ours.toFixed(0)} / ${peak.theirs.toFixed(0)} MB`,
      held(peak.ratio, pair.memory),
    ])
  }
  return rows
}

export default {
  name: 'chains',
  why: 'From a JPEG file to a WebP of 1200 pixels: a chain must cost what sharp costs without a removal, and with one what the same steps cost by hand, in time and in memory. Times: medians, and the median of the ratios of rounds in which each runs once, in turn. Memory: the peak of a process that does one thing, the median of five.',
  async run(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const rows = [['', 'ours / theirs', 'times', 'peak memory', 'times']]
    try {
      for (const size of sizes) rows.push(...(await benchSize(size, folder)))
    } finally {
      await rm(folder, { recursive: true })
    }
    return table(rows)
  },
}
