import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMask, type Operation, operations, type Pixels, paintout, plugin, removal } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { kinds } from '../fixtures/kinds.ts'
import { photoPixels } from '../fixtures/photo.ts'
import { bring, engines } from './engines.ts'

const digest = ({ data }: Pixels) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')

describe('the input is never written to', () => {
  for (const engine of engines) {
    it(`as pixels, nor is the mask: ${engine().name}`, async () => {
      const image = await photoPixels('march-pastoral', 220, 160)
      const mask = createMask(220, 160)
      for (let y = 60; y < 90; y++) mask.data.fill(255, y * 220 + 80, y * 220 + 120)
      const before = [digest(image), digest(mask)]
      const clean = paintout()
        .use(bring(engine()))
        .use(removal({ feather: { width: 4, side: 'both' } }))
      await clean.process(image, { mask, candidates: 2 }).catch(ignoreCodec)
      assert.deepEqual([digest(image), digest(mask)], before)
    })
  }

  for (const operation of operations) {
    it(`by ${operation.name}: what a job holds before it holds after it`, async () => {
      const image = await photoPixels('march-pastoral', 220, 160)
      const seen: { when: string; image: string; masks: string[] }[] = []
      const masks: Pixels[] = []
      const spy = (when: string) =>
        plugin(function spy(): Operation {
          return function spy(job) {
            if (job.mask) masks.push(job.mask)
            seen.push({ when, image: digest(job.image), masks: masks.map(digest) })
          }
        })
      const list = operations.flatMap((each) =>
        each === operation ? [Object.assign(spy('before'), {}), each, Object.assign(spy('after'), {})] : [each],
      )
      const [engine] = engines
      await paintout()
        .use(bring(engine!()))
        .use(list as never)
        .run({ image, mask: { rect: [80, 60, 40, 30] } })
      assert.deepEqual(
        seen.map(({ when }) => when),
        ['before', 'after'],
      )
      assert.equal(seen[0]!.image, seen[1]!.image)
      assert.deepEqual(seen[1]!.masks.slice(0, seen[0]!.masks.length), seen[0]!.masks)
    })
  }

  for (const kind of kinds) {
    it(`as a file: ${kind.name}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'paintout-'))
      try {
        const input = join(folder, `in${kind.extension}`)
        await writeFile(input, await kind.make())
        await chmod(input, 0o444)
        const [bytes, { mtimeMs }] = [await readFile(input), await stat(input)]
        const [engine] = engines
        const result = await paintout()
          .use(codec)
          .use(bring(engine!()))
          .use(removal())
          .process(input, { mask: { rect: [70, 50, 40, 30] } })
        const output = join(folder, kind.extension === '.svg' ? 'out.png' : `out${kind.extension}`)
        await result.toFile(output)
        await assert.rejects(result.toFile(input), { code: 'output-is-input' })
        assert.equal(Buffer.compare(bytes, await readFile(input)), 0)
        assert.equal((await stat(input)).mtimeMs, mtimeMs)
        assert.equal((await readdir(folder)).length, 2, 'a temporary file is left')
      } finally {
        await rm(folder, { recursive: true })
      }
    })
  }
})

/** Engines that answer in bytes need a codec, which pixels alone do not. */
function ignoreCodec(error: { code?: string }): void {
  if (error.code !== 'no-codec') throw error
}
