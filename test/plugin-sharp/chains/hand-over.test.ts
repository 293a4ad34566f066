import assert from 'node:assert/strict'
import type { Engine } from '@paintout/core'
import { localEngine } from '@paintout/engine-local'
import { withPaintout } from '@paintout/plugin-sharp'
import type { Metadata, Sharp } from 'sharp'
import { nativeEngine } from '../../fixtures/engines.ts'
import { type Kind, kindSize, kinds } from '../../fixtures/kinds.ts'
import { sharps } from '../../fixtures/sharps.ts'
import { bring } from '../../promises/engines.ts'

type Library = (typeof sharps)[number]['sharp']

const rect = [70, 50, 40, 30] as const
const reach = 3

/** Gives back what it got, so that a chain with a removal has to come to what the chain comes to without one. */
const unchanging: Engine = {
  ...localEngine(),
  name: 'unchanging',
  fill: async ({ image }) => [{ image: image.pixels }],
}

/** What people do after a removal. */
const tails: Readonly<Record<string, (image: Sharp, metadata: Metadata) => Sharp>> = {
  'in its own format': (image) => image,
  'as PNG': (image) => image.png(),
  'as raw samples': (image) => image.raw(),
  'as raw samples of 16 bits': (image) => image.toColourspace('rgb16').raw({ depth: 'ushort' }),
  'as PNG, in its own colours and depth': (image, { space }) => image.toColourspace(space).keepIccProfile().png(),
  'as PNG, in its own depth': (image, { space }) => image.toColourspace(space).png(),
  'as TIFF, with its profile': (image) => image.keepIccProfile().tiff({ compression: 'lzw' }),
  'as PNG, with its metadata': (image) => image.keepMetadata().png(),
  'in its own format, with its metadata': (image) => image.keepMetadata(),
  'as TIFF, with its metadata': (image) => image.keepMetadata().tiff({ compression: 'lzw' }),
  'as WebP, with its metadata': (image) => image.keepMetadata().webp({ lossless: true }),
  'as AVIF, with its metadata': (image) => image.keepMetadata().avif({ quality: 60, effort: 0 }),
  'as PNG, with a line of EXIF and a density of its own': (image) =>
    image
      .withMetadata({ density: 123 })
      .withExifMerge({ IFD0: { Artist: 'Somebody' } })
      .png(),
  'as JPEG, with its metadata': (image) => image.keepMetadata().flatten().jpeg({ quality: 90 }),
  'as JPEG, in another profile': (image) => image.withIccProfile('p3').flatten().jpeg({ quality: 90 }),
  'as WebP, smaller': (image) => image.resize({ width: 90, fastShrinkOnLoad: false }).webp({ lossless: true }),
  'turned, cut, greyscale': (image) =>
    image.rotate(90).extract({ left: 10, top: 20, width: 60, height: 70 }).greyscale().png(),
  'with something laid over it': (image) =>
    image.composite([{ input: { create: { width: 20, height: 9, channels: 3, background: 'red' } } }]).png(),
}

/** What looks at colours, and so depends on which space they are in. */
const colourSteps: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  'laid over': (image) =>
    image.composite([{ input: { create: { width: 20, height: 9, channels: 3, background: '#f40' } } }]),
  'laid over, its profile kept': (image) =>
    image
      .keepIccProfile()
      .composite([{ input: { create: { width: 20, height: 9, channels: 3, background: '#f40' } } }]),
  tinted: (image) => image.tint('orange'),
  'made grey': (image) => image.greyscale(),
  modulated: (image) => image.modulate({ saturation: 0.4 }),
  'one channel': (image) => image.extractChannel(0),
}

/** What a chain cannot have from such a file, for cause. */
function isLeftOut(kind: Kind, tail: string, version: string): boolean {
  // An SVG is drawn again at the smaller size where nothing comes before.
  if (kind.name === 'SVG' && tail === 'as WebP, smaller') return true
  // Its own colours are CMYK, which no engine knows: see the test of what it becomes.
  if (kind.name === 'JPEG CMYK' && tail === 'as PNG, in its own colours and depth') return true
  // A palette is chosen anew; sharp takes over the one of its input.
  if (kind.name === 'GIF' && tail.startsWith('in its own format')) return true
  // That version reads no AVIF of 10 bits.
  return kind.name === 'AVIF 10-bit' && version.startsWith('0.34')
}

/** sharp shrinks before it turns, and rounds otherwise; a removal comes after the turn. */
function uprightOf(sharp: Library, bytes: Buffer, { name }: Kind, tail: string): Promise<Buffer> | Buffer {
  const isOnItsSide = /orientation [5-8]$/.test(name) && tail === 'as WebP, smaller'
  return isOnItsSide ? sharp(bytes).autoOrient().png().toBuffer() : bytes
}

async function readBack(sharp: Library, { data, info }: { data: Buffer; info: { format: string } }) {
  if (info.format === 'raw') return { data, info, metadata: undefined, samples: data }
  const metadata = await sharp(data).metadata()
  const deep = metadata.depth === 'ushort'
  const samples = await sharp(data)
    .keepIccProfile()
    .toColourspace(metadata.space)
    .raw({ depth: deep ? 'ushort' : 'uchar' })
    .toBuffer()
  return { info, metadata, samples }
}

/** All of a header that a removal must not change. */
function kept(metadata: Metadata | undefined) {
  if (!metadata) return undefined
  const { format, width, height, space, channels, depth, density, hasAlpha, orientation, icc, xmp, isPalette } =
    metadata
  const hasExif = metadata.exif !== undefined
  return { format, width, height, space, channels, depth, density, hasAlpha, orientation, icc, xmp, isPalette, hasExif }
}

for (const { version, sharp: plain } of sharps) {
  describe(`the hand-over of sharp ${version}, from before a removal to after it`, () => {
    const ours = withPaintout(plain, { use: [bring(unchanging)] })
    const painting = withPaintout(plain, { use: [bring(nativeEngine())] })

    for (const kind of kinds) {
      let bytes: Buffer
      let metadata: Metadata
      before(async () => {
        bytes = Buffer.from(await kind.make())
        metadata = await plain(bytes).metadata()
      })

      for (const [name, tail] of Object.entries(tails)) {
        if (isLeftOut(kind, name, version)) continue
        it(`changes nothing: ${kind.name}, ${name}`, async () => {
          const upright = await uprightOf(plain, bytes, kind, name)
          const theirs = tail(plain(upright).autoOrient(), metadata)
          const mine = tail(ours(bytes).removeByMask({ mask: { rect } }) as never, metadata)
          const expected = await readBack(plain, await theirs.toBuffer({ resolveWithObject: true }))
          const actual = await readBack(plain, await mine.toBuffer({ resolveWithObject: true }))
          assert.deepEqual(kept(actual.metadata), kept(expected.metadata))
          assert.deepEqual(actual.info.format, expected.info.format)
          assert.equal(Buffer.compare(actual.samples, expected.samples), 0, worstOf(actual.samples, expected.samples))
        })
      }

      if (isLeftOut(kind, '', version)) continue
      it(`changes what the mask selects and nothing else: ${kind.name}`, async () => {
        const read = (image: Sharp) => image.toColourspace('rgb16').keepIccProfile().raw({ depth: 'ushort' })
        const before = await read(plain(bytes).autoOrient()).toBuffer()
        const after = await read(painting(bytes).removeByMask({ mask: { rect } }) as never).toBuffer()
        const [a, b] = [
          new Uint16Array(before.buffer, before.byteOffset),
          new Uint16Array(after.buffer, after.byteOffset),
        ]
        assert.equal(a.length, b.length)
        const channels = a.length / (kindSize.width * kindSize.height)
        let inside = 0
        for (let i = 0; i < a.length; i++) {
          if (a[i] === b[i]) continue
          const pixel = Math.floor(i / channels)
          assert.ok(isNear(pixel % kindSize.width, Math.floor(pixel / kindSize.width)), `sample ${i} changed`)
          inside++
        }
        assert.ok(inside > 1000, `${inside} samples changed inside`)
      })
    }

    for (const kind of kinds.filter(({ name }) => /P3|ProPhoto|profile|CMYK|PNG alpha$|grey 16/.test(name))) {
      for (const [name, step] of Object.entries(colourSteps)) {
        it(`changes nothing of operations before it: ${kind.name}, ${name}`, async () => {
          const bytes = Buffer.from(await kind.make())
          const mine = step(ours(bytes) as never) as unknown as ReturnType<typeof ours>
          const expected = await step(plain(bytes)).png().toBuffer({ resolveWithObject: true })
          const actual = await mine.removeByMask({ mask: { rect } }).png().toBuffer({ resolveWithObject: true })
          const [a, b] = [await readBack(plain, actual), await readBack(plain, expected)]
          assert.deepEqual(kept(a.metadata), kept(b.metadata))
          assert.equal(Buffer.compare(a.samples, b.samples), 0, worstOf(a.samples, b.samples))
        })
      }
    }
  })
}

function isNear(x: number, y: number): boolean {
  const [left, top, width, height] = rect
  return x >= left - reach && x < left + width + reach && y >= top - reach && y < top + height + reach
}

function worstOf(a: Buffer, b: Buffer): string {
  let [worst, count] = [0, 0]
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    if (a[i] !== b[i]) count++
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!))
  }
  return `${a.length} and ${b.length} bytes, ${count} differ, by up to ${worst}`
}
