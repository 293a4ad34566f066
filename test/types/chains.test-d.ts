import { createReadStream } from 'node:fs'
import type { Duplex } from 'node:stream'
import { paintout, plugin, type Report, removal } from '@paintout/core'
import { local } from '@paintout/engine-local'
import { codec, type PaintoutSharp, removalStream, withPaintout } from '@paintout/plugin-sharp'
import sharpLib, { type Metadata, type OutputInfo, type Sharp } from 'sharp'
import { withOptionalOptions, withRequiredOptions } from './plugins.ts'

const clean = paintout().use([codec, local, removal()])
const bare = paintout().use([local, removal()])

// sharp and engines, or sharp and a processor.
const sharp = withPaintout(sharpLib, { use: [local] })
withPaintout(sharpLib, { use: [[local, { maxMemory: 512 }], removal({ dilate: '8px' }), withOptionalOptions] })
withPaintout(sharpLib, { use: [[withRequiredOptions, { project: 'shop' }], local] })
withPaintout(sharpLib, { processor: clean })
withPaintout(sharpLib, { processor: clean().freeze() })

// A removal anywhere in a chain, and sharp before and after it.
const image: PaintoutSharp = sharp('in.jpg')
  .removeByMask({ mask: 'in.mask.png', dilate: '0.01w' })
  .resize(1200)
  .removeByMask({ mask: [{ rect: [0, 0, 8, 8] }, { svg: '<svg/>' }, new Uint8Array(8)], candidates: 3, candidate: 2 })
  .rotate(90, { background: 'red' })
  .removeByAutoMask({ target: { prompt: 'the dog' }, deadline: 5000, signal: AbortSignal.timeout(9) })
  .webp({ quality: 80 })
  .paintout(clean, { mask: 'in.mask.png' })
  .paintout(bare, { mask: { rect: [0, 0, 8, 8] } })
  .clone()
new sharp().removeByMask({ mask: { transparency: true }, feather: { width: 2, side: 'both' }, prompt: 'a meadow' })
createReadStream('in.jpg')
  .pipe(sharp({ failOn: 'none' }))
  .resize({ width: 8 })
  .removeByAutoMask({ target: 'person' })

// It is a sharp, and where sharp is asked for it will do.
const asSharp: Sharp = image
const asDuplex: Duplex = asSharp.clone()
const resize = (given: Sharp): Sharp => given.resize(8)
resize(sharp('in.jpg').removeByMask({ mask: 'm.png' }))
asDuplex.pipe(process.stdout)

// Overloads are kept.
const info: Promise<OutputInfo> = image.toFile('out.png')
const bytes: Promise<Buffer> = image.toBuffer()
const both: Promise<{ data: Buffer; info: OutputInfo }> = image.toBuffer({ resolveWithObject: true })
const metadata: Promise<Metadata> = image.metadata()
image.toFile('out.png', (error, { size }) => [error.message, size.toFixed()]).removeByMask({ mask: 'm.png' })
image.toBuffer((_, data, { width }) => [data.length, width]).removeByMask({ mask: 'm.png' })
image
  .metadata((_, { format }) => format)
  .resize(8, 8, { fit: 'cover' })
  .removeByMask({ mask: 'm.png' })
image.resize({ width: 8 }).resize(8, null).extract({ left: 0, top: 0, width: 8, height: 8 }).reports()

// Every method of sharp is there, with its parameters.
type Own = Exclude<keyof Sharp, keyof Duplex>
type ParametersOf<S extends Sharp> = { [K in Own]: S[K] extends (...given: infer P) => unknown ? P : never }
const theirs: ParametersOf<Sharp> = {} as ParametersOf<PaintoutSharp>
const ours: ParametersOf<PaintoutSharp> = theirs
const missing: Exclude<keyof Sharp, keyof PaintoutSharp>[] = [] satisfies never[]

// Reports and progress.
const reports: Promise<readonly Report[]> = image.reports()
image
  .on('report', (report) => report.outsideChanged.toFixed())
  .on('progress', (progress) => progress.name.length)
  .once('info', ({ format }) => format.length)
  .on('data', (chunk) => chunk)
  .removeByMask({ mask: 'm.png' })

// Statics are sharp's, and one more.
sharp.cache(false)
sharp.queue.on('change', () => sharp.counters().queue)
const cover: 'cover' = sharp.fit.cover
sharp.close().then(() => [cover, info, bytes, both, metadata, reports, ours, missing])

// Streams of samples.
const stream: Duplex = removalStream(clean, { width: 8, height: 8, channels: 3, depth: 16 }, { mask: 'm.png' })
stream.pipe(sharp({ raw: { width: 8, height: 8, channels: 3 } }))

// @ts-expect-error -- an engine or a processor is needed
withPaintout(sharpLib, {})
// @ts-expect-error -- one of the two
withPaintout(sharpLib, { use: [local], processor: clean })
// @ts-expect-error -- sharp comes first
withPaintout({ use: [local] })
// @ts-expect-error -- what is in use is checked
withPaintout(sharpLib, { use: [[local, { maxMemory: '1 GB' }]] })
// @ts-expect-error -- so are options that it needs
withPaintout(sharpLib, { use: [withRequiredOptions] })
// @ts-expect-error -- a name is no plugin
withPaintout(sharpLib, { use: ['local'] })
// @ts-expect-error -- a mask is needed
sharp('in.jpg').removeByMask({ dilate: 8 })
// @ts-expect-error -- and options
sharp('in.jpg').removeByMask()
// @ts-expect-error -- a number is no mask
sharp('in.jpg').removeByMask({ mask: 8 })
// @ts-expect-error -- a length has a unit of ours
sharp('in.jpg').removeByMask({ mask: 'm.png', dilate: '8em' })
// @ts-expect-error -- an option that does not exist
sharp('in.jpg').removeByMask({ mask: 'm.png', dilat: 8 })
// @ts-expect-error -- a target is for the other one
sharp('in.jpg').removeByMask({ mask: 'm.png', target: 'person' })
// @ts-expect-error -- and a mask for this one
sharp('in.jpg').removeByAutoMask({ target: 'person', mask: 'm.png' })
// @ts-expect-error -- a target that does not exist
sharp('in.jpg').removeByAutoMask({ target: 'dog' })
// @ts-expect-error -- at most four candidates
sharp('in.jpg').removeByMask({ mask: 'm.png', candidates: 5 })
// @ts-expect-error -- a deadline is a number
sharp('in.jpg').removeByMask({ mask: 'm.png', deadline: '5s' })
// @ts-expect-error -- after a removal sharp's options are checked as ever
sharp('in.jpg').removeByMask({ mask: 'm.png' }).webp({ quality: '80' })
// @ts-expect-error -- and its methods
sharp('in.jpg').removeByMask({ mask: 'm.png' }).resise(8)
// @ts-expect-error -- a processor without a codec reads no files
sharp('in.jpg').paintout(bare, { mask: 'm.png' })
// @ts-expect-error -- a plugin is no processor
sharp('in.jpg').paintout(plugin, { mask: 'm.png' })
// @ts-expect-error -- sharp itself removes nothing
sharpLib('in.jpg').removeByMask({ mask: 'm.png' })
// @ts-expect-error -- a stream of samples has a size
removalStream(clean, { width: 8, channels: 3 }, { mask: 'm.png' })
