/**
 * Many small removals through the whole pipeline. Waiting for the service must be the only wait: what comes on top of it
 * is our own work. And a quota must be used up, but never overdrawn, in any window.
 */
import { paintout, removal } from '@paintout/core'
import { vertex } from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import pMap from 'p-map'
import { table } from '../measure.ts'
import { jpegOf, mosaic } from '../mosaic.ts'
import { startOtherEmulator } from '../start-emulator.ts'

const side = 256
const latency = 100
const atOnce = 16

interface Run {
  readonly removals: number
  readonly requestsPerMinute: number
}

interface Outcome {
  readonly seconds: number
  readonly cpu: number
  readonly arrivals: readonly number[]
}

async function runRemovals({ removals, requestsPerMinute }: Run): Promise<Outcome> {
  const emulator = await startOtherEmulator({ latency, quota: requestsPerMinute })
  const clean = paintout()
    .use(codec)
    .use(vertex, {
      endpoint: emulator.url,
      project: `bench-${requestsPerMinute}`,
      model: 'imagen-3.0-capability-001',
      auth: () => 'emulated',
      requestsPerMinute,
      concurrency: atOnce,
    })
    .use(removal())
    .freeze()
  try {
    const photo = await jpegOf(await mosaic('black-canyon', side, side))
    const job = { mask: { rect: [100, 100, 40, 40] } } as const
    const [started, cpu] = [performance.now(), process.cpuUsage()]
    await pMap(Array.from({ length: removals }), () => clean.process(photo, job), { concurrency: atOnce })
    const { user, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - started) / 1000
    return { seconds, cpu: (user + system) / 1e6, arrivals: await emulator.arrivals() }
  } finally {
    await clean.close()
    emulator.close()
  }
}

/** The most calls that came within any `milliseconds`. */
function mostWithin(arrivals: readonly number[], milliseconds: number): number {
  const sorted = arrivals.toSorted((a, b) => a - b)
  return Math.max(
    ...sorted.map((at, index) => sorted.filter((each, i) => i >= index && each < at + milliseconds).length),
  )
}

export default {
  name: 'vertex-throughput',
  why: `Removals of ${side} × ${side} photos from JPEG bytes to pixels, Imagen 3 on the emulator in a process of its own with ${latency} ms of latency, ${atOnce} at once: against the time that latency and quota allow.`,
  async run(): Promise<string> {
    const free: Run = { removals: 1000, requestsPerMinute: 12_000 }
    const tight: Run = { removals: 200, requestsPerMinute: 600 }
    const [a, b] = [await runRemovals(free), await runRemovals(tight)]
    const waiting = (free.removals * latency) / 1000 / atOnce
    const paced = ((tight.removals - 1) / tight.requestsPerMinute) * 60
    return [
      table([
        ['', 'seconds', 'allowed', 'ratio'],
        [
          `${free.removals} removals, quota ${free.requestsPerMinute} a minute`,
          a.seconds.toFixed(2),
          `${waiting} of latency + ${a.cpu.toFixed(2)} of our CPU`,
          (a.seconds / (waiting + a.cpu)).toFixed(2),
        ],
        [
          `${tight.removals} removals, quota ${tight.requestsPerMinute} a minute`,
          b.seconds.toFixed(2),
          `${paced.toFixed(2)} by the quota`,
          (b.seconds / paced).toFixed(2),
        ],
      ]),
      `At the emulator, under a quota of ${tight.requestsPerMinute}: at most ${mostWithin(b.arrivals, 60_000)} calls in any minute, ${mostWithin(b.arrivals, 1000)} in any second; ${b.arrivals.length} calls in all, none refused.`,
    ].join('\n\n')
  },
}
