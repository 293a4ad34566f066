/**
 * What does a build cost that has nothing to do? A second run over 200 photos of 6 MP: no call, nothing decoded, and
 * per photo no more than reading and hashing it. With the outputs deleted: copied from the cache, or, where that is
 * gone too, made again from the store, beside what plain sharp needs to decode, composite and encode them.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { counters } from '@paintout/plugin-sharp'
import { sha256 } from '@paintout/store'
import pMap from 'p-map'
import sharp from 'sharp'
import { runCommand } from '../../test/fixtures/command.ts'
import { startCountingServer } from '../../test/fixtures/counting-server.ts'
import { mosaic } from '../mosaic.ts'
import { numberAfter } from '../paid-command.ts'

const [width, height] = [3000, 2000]
const engine = fileURLToPath(new URL('../../test/fixtures/paid-engine.ts', import.meta.url))
const box = { left: 1300, top: 900, width: 400, height: 300 }
const jobs = 2

async function writeLargePhotos(folder: string, count: number): Promise<readonly string[]> {
  await mkdir(folder)
  const { data } = await mosaic('dust-bowl-home', width, height)
  const paths: string[] = []
  for (let index = 0; index < count; index++) {
    data.fill(index, 3 * index, 3 * index + 3)
    const path = join(folder, `${String(index).padStart(3, '0')}.jpg`)
    await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg({ quality: 88 })
      .toFile(path)
    paths.push(path)
  }
  return paths
}

async function contentOf(folder: string): Promise<readonly string[]> {
  const files = (await readdir(folder)).sort()
  return Promise.all(files.map(async (file) => sha256(await readFile(join(folder, file)))))
}

export default {
  name: 'store-warm',
  why: `A second run over photos of ${(width * height) / 1e6} MP: what it costs beyond reading and hashing, and beside plain sharp where outputs are gone.`,
  async run(args: readonly string[]): Promise<string> {
    const count = numberAfter(args, '--photos', 200)
    const folder = await mkdtemp(join(tmpdir(), 'paintout-bench-'))
    const server = await startCountingServer(1)
    process.env.PAINTOUT_TEST_SERVER = server.url
    const [out, store] = [join(folder, 'out'), join(folder, '.paintout')]
    const mask = join(folder, 'mask.svg')
    const clean = async (...more: string[]) => {
      const words = [join(folder, 'photos'), '--mask', mask, '--out-dir', out, '--store', store, '--engine', engine]
      const [decoded, calls, started] = [counters.decoded, server.calls.length, performance.now()]
      const { code, stderr } = await runCommand([...words, '--quiet', '--jobs', String(jobs), ...more])
      if (code !== 0) throw new Error(`Expected the command to end with 0, got ${code}: ${stderr}`)
      return {
        milliseconds: (performance.now() - started) / count,
        decoded: counters.decoded - decoded,
        calls: server.calls.length - calls,
      }
    }
    try {
      const { left, top } = box
      await writeFile(
        mask,
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><rect x="${left}" y="${top}" width="${box.width}" height="${box.height}" fill="#fff"/></svg>`,
      )
      const photos = await writeLargePhotos(join(folder, 'photos'), count)
      const cold = await clean('--no-frozen')
      const paid = await contentOf(out)

      const timed = async (work: (path: string) => Promise<unknown>) => {
        const started = performance.now()
        await pMap(photos, work, { concurrency: jobs })
        return (performance.now() - started) / count
      }
      const hashing = await timed(async (path) => sha256(await readFile(path)))
      const warm = await clean('--no-frozen')

      await rm(out, { recursive: true })
      const copied = await clean('--no-frozen')
      const copiedSame = JSON.stringify(await contentOf(out)) === JSON.stringify(paid)

      await rm(out, { recursive: true })
      await rm(join(store, 'cache'), { recursive: true })
      const fill = await sharp({ create: { width: box.width, height: box.height, channels: 3, background: '#888' } })
        .png()
        .toBuffer()
      await mkdir(join(folder, 'plain'))
      const plain = await timed((path) =>
        sharp(path)
          .keepMetadata()
          .composite([{ input: fill, left, top }])
          .jpeg({ quality: 88 })
          .toFile(path.replace('photos', 'plain')),
      )
      await server.close()
      delete process.env.PAINTOUT_TEST_SERVER
      await cp(store, join(folder, 'before'), { recursive: true })
      const frozen = await clean('--frozen')
      const frozenSame = JSON.stringify(await contentOf(out)) === JSON.stringify(paid)

      const row = (what: string, { milliseconds, decoded, calls }: typeof warm, note = '') =>
        `| ${what} | ${milliseconds.toFixed(1)} | ${decoded} | ${calls} | ${note} |`
      return [
        `${count} photos, \`--jobs ${jobs}\`, one mask of ${box.width} × ${box.height}. Photos that are alike as JPEG are asked for once.`,
        '',
        '| run | ms a photo | decoded | calls | |',
        '|---|---|---|---|---|',
        `| read and hash each photo, nothing else | ${hashing.toFixed(1)} | 0 | 0 | |`,
        row('first run, which pays', cold),
        row(
          'second run, all is ready',
          warm,
          `${(warm.milliseconds - hashing).toFixed(1)} ms beyond reading and hashing`,
        ),
        row(
          'outputs deleted',
          copied,
          `${(copied.milliseconds / plain).toFixed(2)} times plain sharp, same bytes: ${copiedSame}`,
        ),
        row(
          'outputs and cache deleted, frozen, without server',
          frozen,
          `${(frozen.milliseconds / plain).toFixed(2)} times plain sharp, same bytes: ${frozenSame}`,
        ),
        `| plain sharp: decode, composite, encode | ${plain.toFixed(1)} | | | |`,
      ].join('\n')
    } finally {
      await rm(folder, { recursive: true })
    }
  },
}
