import { type Job, type Pixels, paintout, removal } from '@paintout/core'
import { pathCodec } from './plugins.ts'

declare const pixels: Pixels

// Without a codec: pixels in, pixels out, masks of pixels and shapes.
const bare = paintout().use(removal())
bare.process(pixels, { mask: pixels })
bare.process(pixels, { mask: { rect: [0, 0, 8, 8] }, seed: 7, candidates: 4, prompt: 'a meadow' })
bare.process(pixels, { mask: [{ rect: [0, 0, 8, 8] }, { polygon: [[0, 0]] }, { transparency: true }] })
bare.process(pixels, { target: 'person' })
bare.process(pixels, { target: { prompt: 'the dog' }, signal: AbortSignal.timeout(1000) })
bare.run({ image: pixels, mask: pixels }).then((job: Job) => job.report.outsideChanged)

// @ts-expect-error -- a path needs a codec
bare.process('photo.jpg', { mask: pixels })
// @ts-expect-error -- so does a path as mask
bare.process(pixels, { mask: 'mask.png' })
// @ts-expect-error -- and one in a list of masks
bare.process(pixels, { mask: [pixels, 'mask.png'] })
// @ts-expect-error -- and writing
bare.process(pixels, { mask: pixels }).then((result) => result.toFile('clean.jpg'))
// @ts-expect-error -- a rectangle has four sides
bare.process(pixels, { mask: { rect: [0, 0, 8] } })
// @ts-expect-error -- transparency is taken or not named
bare.process(pixels, { mask: { transparency: false } })
// @ts-expect-error -- at most four candidates
bare.process(pixels, { candidates: 5 })
// @ts-expect-error -- a target that does not exist
bare.process(pixels, { target: 'dog' })
// @ts-expect-error -- an option that does not exist
bare.process(pixels, { masks: pixels })
// @ts-expect-error -- options of the pipeline do not go here
bare.process(pixels, { dilate: 8 })
// @ts-expect-error -- `run` takes pixels, with or without a codec
bare.run({ image: 'photo.jpg' })

// With a codec: paths too, and files out.
const withPaths = paintout().use(removal()).use(pathCodec)
withPaths.process('photo.jpg', { mask: 'mask.png' }).then((result) => result.toFile('clean.jpg'))
withPaths.process(pixels, { mask: [pixels, 'mask.png', { rect: [0, 0, 8, 8] }] })

// What a plugin adds stays through copies, freezing and further plugins.
withPaths()
  .freeze()
  .process('photo.jpg')
  .then((result) => result.toFile('clean.jpg'))
withPaths.data('key', 1).use(removal()).process('photo.jpg')

// @ts-expect-error -- a codec reads what it says, nothing else
withPaths.process(8)
// @ts-expect-error -- also as mask
withPaths.process('photo.jpg', { mask: 8 })
// @ts-expect-error -- the cleaned picture is read-only
withPaths.process('photo.jpg').then((result) => (result.pixels = pixels))
