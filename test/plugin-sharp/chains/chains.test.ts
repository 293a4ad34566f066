import assert from 'node:assert/strict'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { type Duplex, PassThrough, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout } from 'node:timers/promises'
import { type Operation, paintout, plugin, removal, type Target } from '@paintout/core'
import { codec, type PaintoutSharp, withPaintout } from '@paintout/plugin-sharp'
import { type CountedEngine, plainEngine } from '../../fixtures/engines.ts'
import { useFolder } from '../../fixtures/folder.ts'
import { kinds } from '../../fixtures/kinds.ts'
import { photoPixels } from '../../fixtures/photo.ts'
import { sharps } from '../../fixtures/sharps.ts'
import { bring } from '../../promises/engines.ts'

const [width, height] = [120, 90]
/** What the engines paint. */
const level = 90
const spot = { rect: [60, 40, 16, 12] } as const
const middle = [68, 46] as const
const other = { rect: [20, 10, 12, 10] } as const
const otherMiddle = [26, 15] as const

for (const { version, sharp: plain } of sharps) {
  describe(`a chain of sharp ${version} with a removal`, () => {
    const folder = useFolder()
    let engine: CountedEngine
    let sharp: ReturnType<typeof withPaintout>
    let photo: Buffer
    let path: string

    beforeEach(async () => {
      engine = plainEngine()
      sharp = withPaintout(plain, { use: [bring(engine)] })
      const { data } = await photoPixels('march-pastoral', width, height)
      // No sample is as bright as what is painted.
      const darker = data.map((value) => value % 64)
      photo = await plain(darker, { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer()
      path = folder.path('in.jpg')
      await plain(photo).jpeg({ quality: 95 }).toFile(path)
    })

    async function isPainted(image: Buffer | string, [x, y]: readonly [number, number]): Promise<boolean> {
      const { data, info } = await plain(image).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
      const at = (y * info.width + x) * info.channels
      return [...data.subarray(at, at + 3)].every((value) => Math.abs(value - level) <= 8)
    }

    const remove = (input: string | Buffer = photo) => sharp(input).removeByMask({ mask: spot })

    it('runs where it stands, and once', async () => {
      const output = folder.path('out.webp')
      const info = await remove(path).resize(60).webp().toFile(output)
      assert.deepEqual([info.format, info.width, engine.calls.length], ['webp', 60, 1])
      assert.ok(await isPainted(output, [34, 23]))
      assert.ok(!(await isPainted(output, [10, 10])))
    })

    it('reads a mask from a file', async () => {
      const mask = folder.path('mask.png')
      const [left, top, w, h] = spot.rect
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%"/><rect x="${left}" y="${top}" width="${w}" height="${h}" fill="#fff"/></svg>`
      await plain(Buffer.from(svg)).png().toFile(mask)
      for (const each of [mask, { svg }, Buffer.from(svg), [mask, other]]) {
        assert.ok(await isPainted(await sharp(photo).removeByMask({ mask: each, dilate: 0 }).toBuffer(), middle))
      }
    })

    it('keeps the format of the input where nobody names one', async () => {
      const formatOf = async (output: Promise<Buffer>) => (await plain(await output).metadata()).format
      assert.equal(await formatOf(remove().toBuffer()), 'png')
      assert.equal(await formatOf(remove(path).toBuffer()), 'jpeg')
      const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="120" height="90"/>')
      assert.equal(await formatOf(remove(drawing).toBuffer()), 'png')
      const picture = { create: { width, height, channels: 3, background: 'red' } } as const
      const { info } = await sharp(picture).removeByMask({ mask: spot }).toBuffer({ resolveWithObject: true })
      assert.equal(info.format, 'raw')
    })

    it('takes the format that a file name says, and the input’s for a name that says none', async () => {
      const names = ['a.avif', 'a.WEBP', 'a.tiff', 'a.bin', 'a', 'a.jpe', 'a.Png']
      for (const name of names) {
        const [ours, theirs] = [
          await remove(path).toFile(folder.path(name)),
          await plain(path).toFile(folder.path(`x${name}`)),
        ]
        assert.equal(ours.format, theirs.format, name)
      }
    })

    it('keeps output options that were set before it', async () => {
      const make = (quality: number) => sharp(photo).webp({ quality }).keepExif().removeByMask({ mask: spot })
      const [low, high] = [await make(10).toBuffer(), await make(95).toBuffer()]
      assert.equal((await plain(low).metadata()).format, 'webp')
      assert.ok(high.length > 2 * low.length)
      const twice = await sharp(photo)
        .removeByMask({ mask: spot })
        .webp({ quality: 10 })
        .removeByMask({ mask: other })
        .toBuffer()
      assert.equal((await plain(twice).metadata()).format, 'webp')
    })

    it('does not keep pixel options that were set before it', async () => {
      const { info } = await sharp(photo)
        .resize({ width: 60, withoutEnlargement: true })
        .negate()
        .removeByMask({ mask: { rect: [30, 20, 8, 6] } })
        .resize(100)
        .toBuffer({ resolveWithObject: true })
      assert.equal(info.width, 100)
    })

    it('has its mask in the picture as it is at that point', async () => {
      const steps: Record<string, (image: PaintoutSharp) => PaintoutSharp> = {
        extract: (image) => image.extract({ left: 30, top: 20, width: 80, height: 60 }),
        resize: (image) => image.resize(90),
        rotate: (image) => image.rotate(90),
        'rotate by any angle': (image) => image.rotate(30, { background: 'navy' }),
        'resize, then extract': (image) => image.resize(100).extract({ left: 10, top: 5, width: 80, height: 60 }),
        'flip and flop': (image) => image.flip().flop(),
        'extend and trim': (image) => image.extend({ top: 9, left: 9, background: 'black' }),
        'modulate and blur': (image) => image.modulate({ brightness: 0.5 }).blur(2),
        greyscale: (image) => image.greyscale(),
        'alpha added': (image) => image.ensureAlpha(0.5),
        composite: (image) =>
          image.composite([{ input: { create: { width: 20, height: 20, channels: 3, background: 'maroon' } } }]),
        nothing: (image) => image,
      }
      for (const [name, step] of Object.entries(steps)) {
        const before = await step(sharp(photo)).png().toBuffer()
        const byHand = await sharp(before).removeByMask({ mask: spot }).resize(70).png().toBuffer()
        const chained = await step(sharp(photo)).removeByMask({ mask: spot }).resize(70).png().toBuffer()
        assert.equal(Buffer.compare(await samplesOf(chained), await samplesOf(byHand)), 0, name)
        assert.ok(await isPainted(await step(sharp(photo)).removeByMask({ mask: spot }).toBuffer(), middle), name)
      }
    })

    it('is upright, so that turning it again does nothing', async () => {
      for (const kind of kinds.filter(({ name }) => name.includes('orientation'))) {
        const bytes = Buffer.from(await kind.make())
        const chains = [
          sharp(bytes).removeByMask({ mask: spot }),
          sharp(bytes).autoOrient().removeByMask({ mask: spot }),
          sharp(bytes).rotate().removeByMask({ mask: spot }).rotate(),
          sharp(bytes, { autoOrient: true } as never)
            .removeByMask({ mask: spot })
            .autoOrient(),
          sharp(bytes).removeByMask({ mask: spot }).keepMetadata(),
        ]
        for (const chain of chains) {
          const output = await chain.png().toBuffer()
          const { width, height, orientation = 1 } = await plain(output).metadata()
          assert.deepEqual([width, height, orientation], [203, 151, 1], kind.name)
          assert.ok(await isPainted(output, middle), kind.name)
        }
      }
    })

    it('may be called for its effect, its return value ignored', async () => {
      const image = sharp(photo)
      image.removeByMask({ mask: spot })
      image.resize(60)
      assert.ok(await isPainted(await image.toBuffer(), [34, 23]))
    })

    it('may stand there twice, and a third time', async () => {
      const output = await remove()
        .removeByMask({ mask: other })
        .flop()
        .removeByMask({ mask: { rect: [2, 60, 20, 20] } })
        .png()
        .toBuffer()
      const upright = await plain(output).flop().toBuffer()
      assert.ok((await isPainted(upright, middle)) && (await isPainted(upright, otherMiddle)))
      assert.ok(await isPainted(output, [12, 70]))
      assert.equal(engine.calls.length, 3)
    })

    it('runs nothing before an output is asked for', async () => {
      const image = remove().resize(60).webp()
      await setTimeout(20)
      await image.metadata()
      await image.stats()
      assert.equal(engine.calls.length, 0)
      await image.toBuffer()
      assert.equal(engine.calls.length, 1)
    })

    it('describes the input by metadata() and stats(), broken or not', async () => {
      const image = remove(path).resize(10)
      assert.deepEqual(await image.metadata(), await plain(path).metadata())
      assert.deepEqual(await image.stats(), await plain(path).stats())
      const broken = Buffer.from('no image')
      const error = await remove(broken)
        .metadata()
        .catch((error) => error)
      assert.equal(error.message, 'Input buffer contains unsupported image format')
      assert.match(error.stack, /at Sharp\.metadata .*\n.*chains\.test\.ts/)
      const stream = sharp().removeByMask({ mask: spot })
      const described = stream.metadata()
      Readable.from([photo]).pipe(stream)
      assert.equal((await described).width, width)
      assert.ok(await isPainted(await stream.toBuffer(), middle))
    })

    it('takes a stream and gives a promise', async () => {
      const image = createReadStream(path).pipe(sharp().removeByMask({ mask: spot }))
      assert.ok(await isPainted(await image.png().toBuffer(), middle))
    })

    it('stands in a pipeline of streams, and tells its info', async () => {
      const output = folder.path('out.png')
      const image = sharp().removeByMask({ mask: spot }).png()
      let info: { format: string } | undefined
      image.on('info', (given) => {
        info = given
      })
      await pipeline(createReadStream(path), image, createWriteStream(output))
      assert.equal(info?.format, 'png')
      assert.ok(await isPainted(output, middle))
    })

    it('is read as a stream', async () => {
      assert.ok(await isPainted(await buffer(remove(path).png().pipe(new PassThrough())), middle))
      assert.ok(await isPainted(await buffer(remove(path)), middle))
    })

    it('closes its stream as sharp does', async () => {
      const eventsOf = async (image: Duplex) => {
        const events: string[] = []
        for (const event of ['info', 'end', 'close', 'error']) image.on(event, () => events.push(event))
        await buffer(image)
        await setTimeout(5)
        return events
      }
      assert.deepEqual(await eventsOf(remove()), await eventsOf(plain(photo)))
    })

    it('is shared by clones, which ask the engine once', async () => {
      const image = remove()
      const outputs = await Promise.all([30, 60, 120].map((size) => image.clone().resize(size).png().toBuffer()))
      assert.equal(engine.calls.length, 1)
      assert.ok(await isPainted(outputs[2]!, middle))
      const later = image.clone().clone().negate().removeByMask({ mask: other })
      assert.ok(await isPainted(await later.png().toBuffer(), otherMiddle))
      assert.equal(engine.calls.length, 2)
      assert.ok(!(await isPainted(await image.png().toBuffer(), otherMiddle)))
    })

    it('is shared by clones of a stream, and not had by clones from before it', async () => {
      const image = sharp()
      const before = image.clone().png().toBuffer()
      const own = image.clone().removeByMask({ mask: other }).png().toBuffer()
      image.removeByMask({ mask: spot })
      const outputs = [
        image.clone().png().toBuffer(),
        image.clone().resize(60).png().toBuffer(),
        image.png().toBuffer(),
      ]
      createReadStream(path).pipe(image)
      const [first, small, last] = await Promise.all(outputs)
      assert.ok((await isPainted(first!, middle)) && (await isPainted(last!, middle)))
      assert.ok(await isPainted(small!, [34, 23]))
      assert.ok(!(await isPainted(await before, middle)))
      assert.ok((await isPainted(await own, otherMiddle)) && !(await isPainted(await own, middle)))
      assert.equal(engine.calls.length, 2)
    })

    it('reads a stream that has ended before an output is asked for', async () => {
      const image = sharp().removeByMask({ mask: spot })
      image.end(photo)
      await setTimeout(20)
      assert.ok(await isPainted(await image.png().toBuffer(), middle))
    })

    it('ends in many outputs at once', async () => {
      const image = remove()
      const sizes = Array.from({ length: 24 }, (_, index) => 20 + index)
      const infos = await Promise.all(
        sizes.map((size) => image.resize(size).toFile(folder.path(`${size}.${size % 2 ? 'png' : 'webp'}`))),
      )
      assert.deepEqual(
        infos.map(({ width }) => width),
        sizes,
      )
      assert.deepEqual(new Set(infos.map(({ format }) => format)), new Set(['png', 'webp']))
      assert.equal(engine.calls.length, 1)
      assert.equal((await readdir(folder.path('.'))).length, sizes.length + 1)
    })

    it('keeps pictures apart that are cleaned at the same time', async () => {
      const levels = [10, 20, 30, 40, 50]
      const outputs = await Promise.all(
        levels.map((each) =>
          sharp({ create: { width, height, channels: 3, background: { r: each, g: each, b: each } } })
            .removeByMask({ mask: spot })
            .raw()
            .toBuffer(),
        ),
      )
      assert.deepEqual(
        outputs.map(([first]) => first),
        levels,
      )
    })

    it('ends in callbacks', async () => {
      const [data, info] = await new Promise<[Buffer, { format: string }]>((resolve, reject) => {
        const image = remove()
        const returned = image.toBuffer((error, data, info) => (error ? reject(error) : resolve([data, info])))
        assert.equal(returned, image)
      })
      assert.equal(info.format, 'png')
      assert.ok(await isPainted(data, middle))
      await new Promise<void>((resolve, reject) => {
        remove().toFile(folder.path('out.png'), (error, info) => (error ? reject(error) : resolve(void info.size)))
      })
    })

    it('ends in what else sharp can end in', async () => {
      const { data } = await remove().tile({ size: 32 }).toBuffer({ resolveWithObject: true })
      assert.equal(data.subarray(0, 2).toString(), 'PK')
      const image = remove().png() as unknown as { toUint8Array?(): Promise<{ data: Uint8Array }> }
      if (image.toUint8Array) assert.ok(await isPainted(Buffer.from((await image.toUint8Array()).data), middle))
    })

    it('goes on with every operation', async () => {
      const output = await remove()
        .extract({ left: 50, top: 30, width: 40, height: 40 })
        .composite([{ input: { create: { width: 5, height: 5, channels: 3, background: 'blue' } }, left: 0, top: 0 }])
        .png()
        .toBuffer()
      assert.ok(await isPainted(output, [18, 16]))
    })

    it('refuses to write over its input', async () => {
      await assert.rejects(remove(path).toFile(path), /^Error: Cannot use same file for input and output$/)
    })

    it('leaves the input as it is, in memory and on the disk', async () => {
      const [bytes, file] = [Buffer.from(photo), await readFile(path)]
      await remove().toBuffer()
      await remove(path).toFile(folder.path('out.jpg'))
      assert.deepEqual([photo, await readFile(path)], [bytes, file])
    })

    it('takes one frame, and refuses several in a sentence', async () => {
      const frames = Buffer.concat([Buffer.alloc(120 * 90 * 3, 20), Buffer.alloc(120 * 90 * 3, 200)])
      const raw = { width: 120, height: 180, channels: 3, pageHeight: 90 } as const
      const animation = await sharps[0]
        .sharp(frames, { raw })
        .webp({ lossless: true, delay: [50, 50] })
        .toBuffer()
      const { info } = await sharp(animation).removeByMask({ mask: spot }).toBuffer({ resolveWithObject: true })
      assert.deepEqual([info.format, info.height], ['webp', 90])
      const several = sharp(animation, { animated: true }).removeByMask({ mask: spot }).toBuffer()
      await assert.rejects(several, { code: 'unsupported-image', message: /one picture for a removal, got 2 frames/ })
      assert.equal(engine.calls.length, 1)
    })

    it('refuses more channels than a picture has, in a sentence', async () => {
      const create = { width: 40, height: 30, channels: 4, background: 'black' } as const
      const tiff = await plain({ create })
        .joinChannel({ create } as never)
        .tiff({ compression: 'deflate' })
        .toBuffer()
      const output = sharp(tiff, { limitInputChannels: false } as never)
        .removeByMask({ mask: { rect: [4, 4, 8, 8] } })
        .toBuffer()
      await assert.rejects(output, { code: 'invalid-image', message: /1 to 4 channels\).* got 40 × 30 × 8/ })
    })

    it('takes joined inputs', async () => {
      const output = await sharp([photo, photo], { join: { across: 2 } } as never)
        .removeByMask({ mask: { rect: [width + 60, 40, 16, 12] } })
        .png()
        .toBuffer()
      assert.ok((await isPainted(output, [width + 68, 46])) && !(await isPainted(output, middle)))
    })

    it('can be extended', async () => {
      class Mine extends (sharp as unknown as new (input: Buffer) => PaintoutSharp) {
        removeSpot() {
          return this.removeByMask({ mask: spot })
        }
      }
      assert.ok(await isPainted(await new Mine(photo).removeSpot().toBuffer(), middle))
    })

    it('takes the operations’ options for one call', async () => {
      const countPainted = async (image: PaintoutSharp) =>
        (await image.raw().toBuffer()).filter((value) => value === level).length
      const [hard, grown] = [
        await countPainted(sharp(photo).removeByMask({ mask: spot, dilate: 0, feather: 0 })),
        await countPainted(sharp(photo).removeByMask({ mask: spot, dilate: '0.1w', feather: 0 })),
      ]
      assert.equal(hard, 16 * 12 * 3)
      assert.ok(grown > 3 * hard)
      await sharp(photo).removeByMask({ mask: spot, prompt: 'a meadow', negativePrompt: 'sheep', seed: 7 }).toBuffer()
      const { prompt, negativePrompt, seed } = engine.calls.at(-1)!
      assert.deepEqual([prompt, negativePrompt, seed], ['a meadow', 'sheep', 7])
    })

    it('runs a processor of one’s own', async () => {
      const mine = plainEngine()
      const processor = paintout()
        .use(codec, { sharp: plain })
        .use([bring(mine), removal({ dilate: 0 })])
        .freeze()
      const output = await sharp(photo)
        .resize(90)
        .paintout(processor, { mask: { rect: [10, 10, 20, 20] } })
        .toBuffer()
      assert.ok(await isPainted(output, [20, 20]))
      assert.deepEqual([mine.calls.length, engine.calls.length], [1, 0])
    })

    it('is made by a processor that was given, with options of its own where a call has some', async () => {
      const mine = plainEngine()
      const processor = paintout()
        .use([bring(mine), removal({ dilate: 0, feather: 0 })])
        .freeze()
      const own = withPaintout(plain, { processor })
      const countPainted = (data: Buffer) => data.filter((value) => value === level).length
      assert.equal(countPainted(await own(photo).removeByMask({ mask: spot }).raw().toBuffer()), 16 * 12 * 3)
      const grown = await own(photo).removeByMask({ mask: spot, dilate: 4 }).raw().toBuffer()
      assert.ok(countPainted(grown) > 16 * 12 * 3)
      await own.close()
      assert.ok(await own(photo).removeByMask({ mask: spot }).raw().toBuffer())
    })

    it('passes a target on', async () => {
      const seen: unknown[] = []
      const look = plugin(function look(): Operation {
        return function look(job) {
          seen.push(job.request.target)
          throw new Error('seen')
        }
      })
      const looking = withPaintout(plain, { processor: paintout().use(look) })
      const targets: Target[] = ['foreground', 'person', { classes: [125] }, { prompt: 'the dog' }]
      for (const target of targets) await assert.rejects(looking(photo).removeByAutoMask({ target }).toBuffer(), /seen/)
      assert.deepEqual(seen, targets)
      // The engine paints all of the photo: what it removed cannot be told from that.
      const found = sharp(photo).removeByAutoMask({ target: 'foreground' }).toBuffer()
      await assert.rejects(found, { name: 'PaintoutError', code: 'mask-not-found' })
    })
  })

  async function samplesOf(image: Buffer): Promise<Buffer> {
    return plain(image).raw().toBuffer()
  }
}
