/**
 * What does a crash cost? A batch is killed with SIGKILL again and again, at random instants, while it pays.
 * Afterwards every entry must hold, a rerun must finish, and what was paid for twice must have been under way, and must
 * be what the store lists as "sent, answer lost": but for a process that died between the note and the wire, whose call
 * is listed and never came. The server counts three things by itself: the calls
 * that it got, the different fills among them, and the calls whose answer no client has said to have read.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyStore } from '@paintout/store'
import { startCountingServer } from '../../test/fixtures/counting-server.ts'
import { writePhotos } from '../../test/fixtures/photos.ts'
import { numberAfter, pause, startPaidCommand } from '../paid-command.ts'

const latency = 500
const jobs = 8
/** The longest life of a process, in milliseconds after its first call: two rounds of answers. */
const longest = 1000
/** Each process works on one shard, so that it need not look through all that others have done. */
const killsAShard = 10

/** The same instants in every run. */
function* random(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    yield state / 2 ** 32
  }
}

export default {
  name: 'store-kills',
  why: `SIGKILL at random instants over a batch with --jobs ${jobs}, against a server that counts and takes ${latency} ms a call.`,
  async run(args: readonly string[]): Promise<string> {
    const kills = numberAfter(args, '--kills', 200)
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const server = await startCountingServer(latency)
    const store = join(folder, '.paintout')
    const words = [join(folder, 'photos'), '--out-dir', join(folder, 'out'), '--store', store, '--no-frozen', '--quiet']
    const chance = random(7)
    let idle = 0
    try {
      const shards = Math.ceil(kills / killsAShard)
      // About one round of answers a life.
      const photos = Math.max(40, Math.round(kills * jobs * (longest / 2 / latency) * 0.8))
      await writePhotos(join(folder, 'photos'), photos)
      for (let kill = 0; kill < kills; kill++) {
        const shard = `${(kill % shards) + 1}/${shards}`
        const { child, ended } = startPaidCommand(server.url, [...words, '--jobs', String(jobs), '--shard', shard])
        const before = server.calls.length
        while (server.calls.length === before && child.exitCode === null) await pause(2)
        if (child.exitCode !== null) idle++
        await pause(chance.next().value * longest)
        child.kill('SIGKILL')
        await ended
      }
      await pause(latency + 200)
      const { damaged, lost, sound, arrived } = await verifyStore(store)
      const paidBefore = server.paidImages()
      const distinctBefore = server.distinctFills()
      const underway = server.underway()
      const rerun = await startPaidCommand(server.url, [...words, '--jobs', String(jobs)]).ended
      const after = await verifyStore(store)
      const paid = server.paidImages()
      const distinct = server.distinctFills()
      return [
        `${photos} photos in ${shards} shards, ${kills} kills (${idle} of a process that had ended), then one run to the end.`,
        '',
        '| | |',
        '|---|---|',
        `| entries that held after the kills | ${sound} of ${sound + damaged.length} |`,
        `| answers that had arrived and were not stored yet | ${arrived} |`,
        `| the rerun ended with | ${rerun} |`,
        `| entries after it, damaged | ${after.sound}, ${after.damaged.length} |`,
        `| pictures paid for, of them before the rerun | ${paid}, ${paidBefore} |`,
        `| distinct fills, of them before the rerun | ${distinct}, ${distinctBefore} |`,
        `| paid for twice: the difference | ${paid - distinct} |`,
        `| listed as "sent, answer lost" | ${lost.length} |`,
        `| under way when a process was killed, as the server saw it | ${underway} |`,
      ].join('\n')
    } finally {
      await server.close()
      await rm(folder, { recursive: true })
    }
  },
}
