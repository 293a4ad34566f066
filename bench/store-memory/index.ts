/**
 * Does a batch of thousands grow? 5,000 photos against a server that answers in 10 ms. A first run is interrupted as by
 * Ctrl-C, a second one does the rest: the peak of its resident memory late beside that early, its progress, and whether
 * each fill was paid for once in both.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { verifyStore } from '@paintout/store'
import { startCountingServer } from '../../test/fixtures/counting-server.ts'
import { writePhotos } from '../../test/fixtures/photos.ts'
import { numberAfter, pause, startPaidCommand } from '../paid-command.ts'

const latency = 10
const size = [320, 240] as const
/** The share of the photos after which the first run is interrupted. */
const interruption = 0.05

async function residentMegabytes(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
}

export default {
  name: 'store-memory',
  why: 'Thousands of photos in one run: memory late beside memory early, progress, and an interruption in the middle.',
  async run(args: readonly string[]): Promise<string> {
    const photos = numberAfter(args, '--photos', 5000)
    const [early, late] = [
      [0.1, 0.3],
      [0.8, 1],
    ].map((span) => span.map((share) => share * photos)) as [number[], number[]]
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const words = [
      ...[join(folder, 'photos'), '--out-dir', join(folder, 'out'), '--store', join(folder, '.paintout')],
      ...['--no-frozen', '--jobs', '8'],
    ]
    const server = await startCountingServer(latency)
    try {
      await writePhotos(join(folder, 'photos'), photos, size)
      const interrupted = startPaidCommand(server.url, words)
      while (server.calls.length < interruption * photos) await pause(5)
      interrupted.child.kill('SIGINT')
      const interruptedCode = await interrupted.ended
      const paidFirst = server.paidImages()

      const { child, ended } = startPaidCommand(server.url, words, 'pipe')
      const said = text(child.stderr!)
      let [peakEarly, peakLate] = [0, 0]
      const sampling = (async () => {
        while (child.exitCode === null && child.signalCode === null) {
          const resident = await residentMegabytes(child.pid!)
          const done = server.calls.length
          if (done >= early[0]! && done < early[1]!) peakEarly = Math.max(peakEarly, resident)
          if (done >= late[0]! && done < late[1]!) peakLate = Math.max(peakLate, resident)
          await pause(20)
        }
      })()
      const code = await ended
      await sampling
      const dones = [...(await said).matchAll(/(\d+) of \d+ photos ·/g)].map((match) => Number(match[1]))
      const neverBack = dones.every((done, index) => index === 0 || done > dones[index - 1]!)
      const { sound, lost } = await verifyStore(join(folder, '.paintout'))
      return [
        `${photos} photos of ${size.join(' × ')}, \`--jobs 8\`.`,
        '',
        '| | |',
        '|---|---|',
        `| interrupted: exit code, pictures paid for | ${interruptedCode}, ${paidFirst} |`,
        `| run again: exit code, pictures paid for in both | ${code}, ${server.paidImages()} |`,
        `| distinct fills, entries, lost | ${server.distinctFills()}, ${sound}, ${lost.length} |`,
        `| progress never goes back, ends at | ${neverBack}, ${dones.at(-1)} |`,
        `| peak memory over photos ${early.join(' to ')} | ${peakEarly.toFixed(0)} MB |`,
        `| peak memory over photos ${late.join(' to ')} | ${peakLate.toFixed(0)} MB |`,
        `| late over early | ${(peakLate / peakEarly).toFixed(2)} |`,
      ].join('\n')
    } finally {
      await server.close()
      await rm(folder, { recursive: true })
    }
  },
}
