import assert from 'node:assert/strict'
import { createReadStream } from 'node:fs'
import { link, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { type Job, PaintoutError, type Pixels, paintout, plugin } from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import sharp from 'sharp'
import { useFolder } from '../fixtures/folder.ts'
import { kinds } from '../fixtures/kinds.ts'
import { noise } from '../fixtures/noise.ts'
import { repaint } from '../fixtures/repaint.ts'

const removal = paintout().use(codec).use(repaint).freeze()

describe('toFile', () => {
  const folder = useFolder()

  describe('chooses the format', () => {
    for (const [name, format] of [
      ['a.jpg', 'jpeg'],
      ['a.JPEG', 'jpeg'],
      ['a.png', 'png'],
      ['a.webp', 'webp'],
      ['a.avif', 'heif'],
      ['a.tif', 'tiff'],
      ['a.gif', 'gif'],
      ['a.photo', 'webp'],
      ['a', 'webp'],
    ] as const) {
      it(`${format} for ${name} out of a WebP`, async () => {
        const result = await removal.process(await make('WebP'))
        await result.toFile(folder.path(name))
        assert.equal((await sharp(await readFile(folder.path(name))).metadata()).format, format)
      })
    }

    it('that is asked for, whatever the suffix', async () => {
      const result = await removal.process(await make('PNG'))
      await result.toFile(folder.path('a.jpg'), { format: 'webp' })
      assert.equal((await sharp(await readFile(folder.path('a.jpg'))).metadata()).format, 'webp')
    })

    it('PNG for pixels that came from no file', async () => {
      const result = await removal.process(noise(150, 120, 4, 16))
      const bytes = await result.toBuffer()
      const { format, depth, channels } = await sharp(bytes).metadata()
      assert.deepEqual([format, depth, channels], ['png', 'ushort', 4])
    })
  })

  it('reports what it wrote, and toBuffer gives the same bytes', async () => {
    const result = await removal.process(await make('JPEG 4:2:0'))
    const output = await result.toFile(folder.path('a.jpg'))
    const bytes = await readFile(folder.path('a.jpg'))
    assert.deepEqual(await result.toBuffer(), bytes)
    const { width, height, ...report } = output
    assert.deepEqual(result.report.output, report)
    assert.deepEqual([width, height, output.bytes, output.format], [203, 151, bytes.length, 'jpeg'])
    assert.ok(output.outside.changed > 0 && output.outside.max > 0 && output.outside.mean < 1)
  })

  it('takes the quality that is asked for, here or of the codec', async () => {
    const input = await make('PNG')
    const coarse = await (await removal.process(input)).toBuffer({ format: 'jpeg', quality: 20 })
    const fine = await (await removal.process(input)).toBuffer({ format: 'jpeg', quality: 95 })
    assert.ok(coarse.length * 3 < fine.length)
    const codecCoarse = paintout().use(codec, { quality: 20 }).use(repaint)
    assert.deepEqual(await (await codecCoarse.process(input)).toBuffer({ format: 'jpeg' }), coarse)
  })

  it('takes the other copy of sharp that a program has', async () => {
    const called: unknown[] = []
    const other = Object.assign((...given: Parameters<typeof sharp>) => {
      called.push(given)
      return sharp(...given)
    }, sharp) as typeof sharp
    const result = await paintout()
      .use(codec, { sharp: other })
      .use(repaint)
      .process(await make('PNG'))
    const reading = called.length
    await result.toBuffer()
    assert.ok(reading > 0 && called.length > reading)
  })

  it('writes the candidate that is asked for', async () => {
    const two = plugin(function two() {
      return function two(job: Job) {
        job.candidates = [job.candidates[0]!, job.image]
      }
    })
    const result = await paintout()
      .use(codec)
      .use(repaint)
      .use(two)
      .process(await make('PNG'))
    const [first, second] = await Promise.all([result.toBuffer(), result.toBuffer({ candidate: 1 })])
    assert.deepEqual(await rawOf(second), await rawOf(await make('PNG')))
    assert.notDeepEqual(await rawOf(first), await rawOf(second))
    await refuses(
      result.toBuffer({ candidate: 2 }),
      'invalid-option',
      /`candidate` of the output to be a number under 2/,
    )
  })

  describe('says what an output cannot hold', () => {
    it('refuses transparency in a JPEG, and lays it over a background where one is given', async () => {
      const result = await removal.process(await make('PNG alpha'))
      await refuses(result.toFile(folder.path('a.jpg')), 'output-failed', /keeps transparency.*png, webp.*background/)
      assert.deepEqual(await readdir(folder.path('.')), [])
      await result.toFile(folder.path('a.jpg'), { background: '#00ff00', quality: 100 })
      const { data, info } = await sharp(folder.path('a.jpg')).raw().toBuffer({ resolveWithObject: true })
      assert.equal(info.channels, 3)
      assert.ok(data[0]! < 20 && data[1]! > 235 && data[2]! < 20, 'the left edge is transparent')
      assert.ok(result.report.output!.outside.mean < 2)
    })

    it('lets an alpha go that is opaque everywhere', async () => {
      const opaque = await sharp(await make('PNG'))
        .ensureAlpha()
        .png()
        .toBuffer()
      const result = await removal.process(opaque)
      assert.equal((await sharp(await result.toBuffer({ format: 'jpeg' })).metadata()).channels, 3)
    })

    it('warns of bits and metadata that are lost', async () => {
      const deep = await removal.process(await make('PNG 16-bit'))
      await deep.toBuffer({ format: 'webp' })
      assert.deepEqual(
        deep.report.warnings.map(({ code }) => code),
        ['depth-reduced'],
      )
      const narrow = await removal.process(await make('PNG 16-bit'))
      const avif = await narrow.toBuffer({ format: 'avif' })
      assert.equal((await sharp(avif).metadata()).bitsPerSample, 8)
      assert.deepEqual(
        narrow.report.warnings.map(({ code }) => code),
        ['depth-reduced'],
      )
      const described = await removal.process(await make('JPEG with EXIF, XMP, IPTC and 300 dpi'))
      await described.toBuffer({ format: 'gif' })
      assert.deepEqual(
        described.report.warnings.map(({ code }) => code),
        ['metadata-lost'],
      )
      assert.match(described.report.warnings[0]!.message, /ICC, EXIF, XMP, IPTC/)
    })

    it('refuses a side that is longer than the format takes', async () => {
      const long: Pixels = { data: new Uint8Array(16384 * 100), width: 16384, height: 100, channels: 1 }
      const result = await removal.process(long)
      await refuses(
        result.toBuffer({ format: 'webp' }),
        'output-failed',
        /at most 16383.*Write jpeg, png, avif, tiff, gif/,
      )
    })
  })

  describe('never writes to its input', () => {
    const given: readonly (readonly [string, (path: string) => unknown])[] = [
      ['a path', (path) => path],
      ['a file: URL', (path) => new URL(`file://${path}`)],
      ['a file stream', (path) => createReadStream(path)],
    ]
    for (const [what, input] of given) {
      it(`read as ${what}, by its own name, a symbolic link or a hard link`, async () => {
        const path = folder.path('in.png')
        const bytes = await make('PNG')
        await writeFile(path, bytes)
        await symlink(path, folder.path('soft.png'))
        await link(path, folder.path('hard.png'))
        const result = await removal.process(input(path) as string)
        for (const name of ['in.png', './in.png', 'soft.png', 'hard.png']) {
          await refuses(result.toFile(folder.path(name)), 'output-is-input', /another file than the input/)
        }
        assert.deepEqual(new Uint8Array(await readFile(path)), new Uint8Array(bytes))
        assert.equal((await readdir(folder.path('.'))).length, 3)
      })
    }
  })

  describe('writes whole or not at all', () => {
    it('replaces an older file, and leaves nothing else behind', async () => {
      await writeFile(folder.path('a.png'), 'an older output')
      const result = await removal.process(await make('PNG'))
      await result.toFile(folder.path('a.png'))
      assert.deepEqual(await readdir(folder.path('.')), ['a.png'])
      assert.equal((await sharp(folder.path('a.png')).metadata()).format, 'png')
    })

    it('writes many at once', async () => {
      const result = await removal.process(await make('PNG'))
      const names = ['a', 'b', 'c', 'd'].map((name) => `${name}.png`)
      await Promise.all(names.flatMap((name) => [result.toFile(folder.path(name)), result.toFile(folder.path(name))]))
      assert.deepEqual((await readdir(folder.path('.'))).sort(), names)
    })

    it('fails where the folder is missing, or a folder has that name', async () => {
      const result = await removal.process(await make('PNG'))
      await refuses(
        result.toFile(folder.path('missing/a.png')),
        'output-failed',
        /its folder is missing. Make the folder/,
      )
      await mkdir(folder.path('a.png'))
      await refuses(result.toFile(folder.path('a.png')), 'output-failed', /Expected to write/)
      assert.deepEqual(await readdir(folder.path('.')), ['a.png'])
      assert.deepEqual(await readdir(folder.path('a.png')), [])
    })

    it('fails where no file can be made, and says so', async function () {
      if (process.platform !== 'linux') this.skip()
      const result = await removal.process(await make('PNG'))
      await refuses(result.toFile('/proc/a.png'), 'output-failed', /Nothing was written/)
    })

    it('stops when the signal says so', async () => {
      const controller = new AbortController()
      const result = await removal.process(await make('PNG'), { signal: controller.signal })
      const writing = result.toFile(folder.path('a.png'))
      controller.abort()
      await refuses(writing, 'aborted', /Nothing was written/)
      await refuses(result.toFile(folder.path('b.png')), 'aborted', /Nothing was written/)
      assert.deepEqual(await readdir(folder.path('.')), [])
    })
  })

  it('refuses what is no path, format, quality or colour', async () => {
    const result = await removal.process(await make('PNG alpha'))
    for (const path of ['', undefined, 5]) await refuses(result.toFile(path as string), 'invalid-option', /a path/)
    await refuses(result.toBuffer({ format: 'bmp' as 'png' }), 'invalid-option', /`format`.*one of `jpeg`/)
    for (const quality of [0, 101, 1.5, Number.NaN, '90']) {
      await refuses(result.toBuffer({ quality: quality as number }), 'invalid-option', /`quality`/)
    }
    await refuses(
      result.toBuffer({ format: 'jpeg', background: 'no colour' }),
      'invalid-option',
      /`background`.*a colour/,
    )
  })
})

function make(name: string): Promise<Uint8Array> {
  return kinds.find((kind) => kind.name === name)!.make()
}

function rawOf(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).raw().toBuffer()
}

async function refuses(work: Promise<unknown>, code: string, message: RegExp): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(PaintoutError.is(error), String(error))
    assert.equal(error.code, code, error.message)
    assert.match(error.message, message)
    return true
  })
}
