/**
 * Do processes that start together pay twice? Eight of them clean the same photos into one store, each with jobs of
 * its own; whoever is second waits for the answer of the first. The server counts.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyStore } from '@paintout/store'
import { startCountingServer } from '../../test/fixtures/counting-server.ts'
import { writePhotos } from '../../test/fixtures/photos.ts'
import { startPaidCommand } from '../paid-command.ts'

const processes = 8
const photos = 50
const latency = 200

export default {
  name: 'store-crowd',
  why: `${processes} processes at once on the same ${photos} photos and one store, against a server that counts and takes ${latency} ms a call.`,
  async run(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const server = await startCountingServer(latency)
    const store = join(folder, '.paintout')
    try {
      await writePhotos(join(folder, 'photos'), photos)
      const ends = await Promise.all(
        Array.from({ length: processes }, (_, index) => {
          const out = ['--out-dir', join(folder, `out-${index}`), '--store', store, '--no-frozen', '--quiet']
          return startPaidCommand(server.url, [join(folder, 'photos'), ...out, '--jobs', '4']).ended
        }),
      )
      const { sound, damaged, lost } = await verifyStore(store)
      return [
        '| exit codes | pictures paid for | distinct fills | entries | damaged | lost |',
        '|---|---|---|---|---|---|',
        `| ${[...new Set(ends)].join(', ')} | ${server.paidImages()} | ${server.distinctFills()} | ${sound} | ${damaged.length} | ${lost.length} |`,
      ].join('\n')
    } finally {
      await server.close()
      await rm(folder, { recursive: true })
    }
  },
}
