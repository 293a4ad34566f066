import { readFile } from 'node:fs/promises'
import {
  codec,
  type Engine,
  jpegSettings,
  local,
  type Mask,
  type OutputReport,
  paintout,
  plugin,
  type Report,
  removal,
} from 'paintout'
import { maskPath, type Photo, photoPath } from './photos.ts'

export interface Cleaned {
  readonly photo: Photo
  readonly before: Buffer
  readonly after: Buffer
  readonly mask: Mask
  readonly report: Report
  readonly seconds: number
  /** The same photo, decoded and encoded at the same quality and nothing removed, against itself outside the mask. */
  readonly reencoded: OutputReport['outside']
}

/** The photograph without its object, and what is to be known about it. */
export async function clean(photo: Photo): Promise<Cleaned> {
  const path = photoPath(photo)
  const processor = paintout()
    .use([codec, local, removal(photo.options)])
    .freeze()
  const started = performance.now()
  const result = await processor.process(path, { mask: maskPath(photo), seed: photo.seed })
  const after = await result.toBuffer()
  const seconds = (performance.now() - started) / 1000
  await processor.close()
  return {
    photo,
    before: await readFile(path),
    after,
    mask: result.mask,
    report: result.report,
    seconds,
    reencoded: await reencode(photo),
  }
}

/** What an ordinary encoding alone changes: the same way, with an engine that gives back what it gets. */
async function reencode(photo: Photo): Promise<OutputReport['outside']> {
  const processor = paintout()
    .use([codec, echo, removal(photo.options)])
    .freeze()
  const path = photoPath(photo)
  const result = await processor.process(path, { mask: maskPath(photo) })
  // With a quality that is asked for, no block of the photo is taken over.
  await result.toBuffer({ quality: jpegSettings(await readFile(path)).quality })
  return result.report.output!.outside
}

const echo = plugin(function echo() {
  const engine: Engine = {
    name: 'echo',
    contract: 1,
    limits: { maxCandidates: 1, takesMask: true, drifts: false, native: true, targets: [], usdPerImage: 0 },
    accepts: () => true,
    fingerprint: () => null,
    fill: async ({ image }) => [{ image: image.pixels }],
  }
  this.engine(engine)
  return undefined
})
