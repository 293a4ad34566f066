/**
 * Does a batch of thousands grow? 5,000 photos against a server that answers in 10 ms: the peak of the resident memory
 * late in the run beside the peak early in it. Then a second batch is interrupted as by Ctrl-C and run again:
 * each fill must have been paid for once.
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
    const words = (run: string) => [
      ...[join(folder, 'photos'), '--out-dir', join(folder, run), '--store', join(folder, `.${run}`), '--no-frozen'],
      ...['--jobs', '8'],
    ]
    try {
      await writePhotos(join(folder, 'photos'), photos, size)

      const server = await startCountingServer(latency)
      const { child, ended } = startPaidCommand(server.url, words('whole'), 'pipe')
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
      const paidWhole = server.paidImages()
      await server.close()

      const second = await startCountingServer(latency)
      const interrupted = startPaidCommand(second.url, words('interrupted'))
      while (second.calls.length < photos / 2) await pause(5)
      interrupted.child.kill('SIGINT')
      const interruptedCode = await interrupted.ended
      const paidFirst = second.paidImages()
      const rerunCode = await startPaidCommand(second.url, words('interrupted')).ended
      const { sound, lost } = await verifyStore(join(folder, '.interrupted'))
      const paid = second.paidImages()
      await second.close()
      return [
        `${photos} photos of ${size.join(' × ')}, \`--jobs 8\`.`,
        '',
        '| | |',
        '|---|---|',
        `| peak memory over photos ${early.join(' to ')} | ${peakEarly.toFixed(0)} MB |`,
        `| peak memory over photos ${late.join(' to ')} | ${peakLate.toFixed(0)} MB |`,
        `| late over early | ${(peakLate / peakEarly).toFixed(2)} |`,
        `| exit code, pictures paid for | ${code}, ${paidWhole} |`,
        `| progress never goes back, ends at | ${neverBack}, ${dones.at(-1)} |`,
        `| interrupted: exit code, paid for by then | ${interruptedCode}, ${paidFirst} |`,
        `| run again: exit code, paid for in both, distinct, entries, lost | ${rerunCode}, ${paid}, ${second.distinctFills()}, ${sound}, ${lost.length} |`,
      ].join('\n')
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}
