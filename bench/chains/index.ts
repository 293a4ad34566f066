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
  { name: '1 MP', width: 1200, height: 900, rounds: 15, row: 8 },
  { name: '12 MP', width: 4000, height: 3000, rounds: 15, row: 8 },
  { name: '48 MP', width: 8000, height: 6000, rounds: 9, row: 4 },
] as const

/** Ours, what it is held to, and how much more of time and memory it may take. */
const pairs = [
  { name: 'no removal', ours: 'ours-plain', theirs: 'sharp-plain', time: 1.02, memory: 1.1 },
  { name: 'a removal that does nothing', ours: 'ours-nothing', theirs: 'sharp-twice', time: 1.05, memory: 1.1 },
  { name: 'a removal by a no-op engine', ours: 'ours-engine', theirs: 'processor-by-hand', time: 1.05, memory: 1.1 },
] as const

const processes = 3

interface Spent {
  readonly processor: number
  readonly wall: number
}

/**
 * Milliseconds of one way, by the clock and by all threads of this process together: the mean of a row. A single one
 * tells little, for whether V8 collects the picture before or after its end is chance; in a row, each pays for the last.
 */
async function timeOf(name: WayName, row: number, input: string, output: string): Promise<Spent> {
  const [used, started] = [process.cpuUsage(), performance.now()]
  for (let k = 0; k < row; k++) await ways[name](input, output)
  const { user, system } = process.cpuUsage(used)
  return { processor: (user + system) / 1000 / row, wall: (performance.now() - started) / row }
}

/** Both in every round; who is first takes turns. One round more comes first and is not counted. */
async function timesOf(
  pair: (typeof pairs)[number],
  { rounds, row }: (typeof sizes)[number],
  input: string,
  output: string,
) {
  const [ours, theirs]: [Spent[], Spent[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    const inTurn = [
      [pair.ours, ours],
      [pair.theirs, theirs],
    ] as const
    for (const [name, spent] of round % 2 === 0 ? inTurn : inTurn.toReversed()) {
      const time = await timeOf(name, row, input, output)
      if (round >= 0) spent.push(time)
    }
  }
  const ratio = (spent: keyof Spent) => median(ours.map((each, round) => each[spent] / theirs[round]![spent]))
  return { ours: medians(ours), theirs: medians(theirs), processor: ratio('processor'), wall: ratio('wall') }
}

function medians(spent: readonly Spent[]): Spent {
  return { processor: median(spent.map(({ processor }) => processor)), wall: median(spent.map(({ wall }) => wall)) }
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
  const milliseconds = (a: number, b: number) => `${a.toFixed(0)} / ${b.toFixed(0)} ms`
  for (const pair of pairs) {
    const { ours, theirs, processor, wall } = await timesOf(pair, size, input, output)
    const peak = await peakOf(pair, input, output)
    const held = (ratio: number, limit: number) => `${ratio.toFixed(3)} (≤ ${limit} ${ratio <= limit ? '✔' : '✘'})`
    rows.push([
      `${size.name}, ${pair.name}`,
      milliseconds(ours.processor, theirs.processor),
      held(processor, pair.time),
      milliseconds(ours.wall, theirs.wall),
      held(wall, pair.time),
      `${peak.ours.toFixed(0)} / ${peak.theirs.toFixed(0)} MB`,
      held(peak.ratio, pair.memory),
    ])
  }
  return rows
}

export default {
  name: 'chains',
  why: 'From a JPEG file to a WebP of 1200 pixels: a chain must cost what sharp costs without a removal, and with one what two calls of sharp cost by hand, with the same done to the samples between them. Times are medians, ratios the medians of rounds in which each runs some times in a row (8 at 1 and 12 MP, 4 at 48), in turn. Processor time is that of all threads: what else the machine does shows in it least. Memory is the peak of a process that does one thing once, the median of three. V8 may begin to collect while the second call of sharp works, or after it: what a single run pays for that is chance, so runs are measured in rows.',
  async run(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const rows = [['', 'processor, ours / theirs', 'times', 'by the clock', 'times', 'peak memory', 'times']]
    try {
      for (const size of sizes) rows.push(...(await benchSize(size, folder)))
    } finally {
      await rm(folder, { recursive: true })
    }
    return table(rows)
  },
}
