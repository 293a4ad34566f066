/**
 * A large photo, two small objects. The official client sends the whole photo to a model that answers at about 1024 × 1024,
 * so what it paints is as coarse as that; paintout sends the regions around the objects, at the photo's own sharpness, and
 * nothing else. Both get the true plate from the emulator, at the model's size: what is lost is lost on the way.
 */
import { countOutside, cropPixels, paintout, type Region, removal } from '@paintout/core'
import { type CleanPlate, type Emulator, startEmulator } from '@paintout/emulator'
import { vertex } from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import { resize } from '../drift/photographs.ts'
import { psnrInside } from '../drift/scores.ts'
import { table } from '../measure.ts'
import { compositeBySharp, createOfficial } from './official.ts'
import { type LargeScene, makeLargeScene } from './scene.ts'

/** The first JPEG that paintout takes where a PNG is over `maxBytes`. */
const quality = 95
const maxBytes = 1_000_000

/** What a Gemini model does to a picture beside the edit, of the size that was reported in public. */
const drift = {
  shift: [0.004, -0.003],
  scale: 0.006,
  gain: 1.02,
  offset: -3,
  illumination: 4,
  blur: 0.4,
  grain: 1,
} as const

const models = [
  { model: 'imagen-3.0-capability-001', says: 'Imagen 3, no drift', options: {} },
  { model: 'gemini-3.1-flash-image', says: 'Gemini, no drift', options: {} },
  { model: 'gemini-3.1-flash-image', says: 'Gemini, with drift', options: { drift } },
] as const

interface Outcome {
  readonly psnr: number
  /** Of all pictures sent, as base64. */
  readonly bytes: number
  readonly calls: number
}

export default {
  name: 'vertex-quality',
  why: 'A 12 MP photo with two objects on the emulator, whose models give back the true plate at their own size: by paintout, and by @google/genai with the whole photo, its answer resized and composited by sharp. PSNR against the plate inside the mask; bytes of the pictures sent, by one encoder at one quality.',
  async run(): Promise<string> {
    const scene = await makeLargeScene()
    const rows = []
    for (const { model, says, options } of models) {
      const ours = await removeByOurs(scene, model, options)
      const theirs = await removeByOfficial(scene, model, options)
      rows.push([
        says,
        decibels(ours.psnr),
        decibels(theirs.psnr),
        ours.psnr > exact ? 'all of it' : `${(ours.psnr - theirs.psnr).toFixed(1)} dB`,
        `${megabytes(ours.bytes)} in ${ours.calls}`,
        `${megabytes(theirs.bytes)} in ${theirs.calls}`,
        (ours.bytes / theirs.bytes).toFixed(3),
      ])
    }
    return [
      `${scene.photo.width} × ${scene.photo.height}, ${(100 * scene.share).toFixed(1)} % masked. JPEG at quality ${quality} on both sides, masks as PNG.`,
      table([
        [
          '',
          'paintout, dB',
          '@google/genai, dB',
          'better by (limit 6 dB)',
          'MB sent, calls',
          'MB sent, calls',
          'bytes (limit 0.25)',
        ],
        ...rows,
      ]),
      'Outside the mask paintout changed 0 samples, counted for every picture. It pays for two images where the other way pays for one.',
    ].join('\n\n')
  },
}

async function removeByOurs(
  { photo, plate, mask }: LargeScene,
  model: string,
  options: { readonly drift?: typeof drift },
): Promise<Outcome> {
  let regions: readonly Region[] = []
  const emulator = await startEmulator({ ...options, clean: plateOf(photo, plate, () => regions) })
  const processor = paintout()
    .use(codec)
    .use(vertex, { endpoint: emulator.url, project: 'bench', model, auth: () => 'emulated', maxBytes })
    .use(removal({ dilate: 0 }))
  processor.hooks.plan.tap('bench', (planning) => {
    regions = planning.regions
    return planning
  })
  try {
    const { pixels } = await processor.process(photo, { mask })
    const changed = countOutside(photo, pixels, mask)
    if (changed > 0) throw new Error(`Expected nothing to change outside the mask, got ${changed} samples.`)
    return { psnr: psnrInside(pixels, plate, mask), ...sentTo(emulator) }
  } finally {
    await processor.close()
    await emulator.close()
  }
}

async function removeByOfficial(
  { photo, plate, mask }: LargeScene,
  model: string,
  options: { readonly drift?: typeof drift },
): Promise<Outcome> {
  const emulator = await startEmulator({ ...options, clean: () => plate })
  const { hooks } = paintout().use(codec).freeze()
  try {
    const encoded = await hooks.encode.promise({ pixels: photo, type: 'image/jpeg', quality })
    const encodedMask = await hooks.encode.promise({ pixels: mask, type: 'image/png' })
    const client = createOfficial(emulator.url)
    const answer = model.startsWith('imagen')
      ? await client.imagen(encoded!, encodedMask!)
      : await client.gemini(encoded!, model)
    const pixels = await compositeBySharp(photo, answer, mask)
    return { psnr: psnrInside(pixels, plate, mask), ...sentTo(emulator) }
  } finally {
    await emulator.close()
  }
}

/** The plate of whichever region the model was given. */
function plateOf(photo: LargeScene['photo'], plate: LargeScene['plate'], regions: () => readonly Region[]): CleanPlate {
  return async ({ picture }) => {
    const likeness = await Promise.all(
      regions().map(async ({ rect, size }) => {
        const seen = await resize(cropPixels(photo, rect), ...size)
        if (seen.data.length !== picture.data.length) return Number.POSITIVE_INFINITY
        return seen.data.reduce((sum, level, at) => sum + Math.abs(level - picture.data[at]!), 0)
      }),
    )
    const nearest = regions()[likeness.indexOf(Math.min(...likeness))]
    return nearest && cropPixels(plate, nearest.rect)
  }
}

/** The pictures in the bodies that came, as base64. */
function sentTo({ calls }: Emulator): Pick<Outcome, 'bytes' | 'calls'> {
  let bytes = 0
  for (const { body } of calls) {
    JSON.stringify(body, (key, value) => {
      if (key === 'bytesBase64Encoded' || key === 'data') bytes += (value as string).length
      return value
    })
  }
  return { bytes, calls: calls.length }
}

/** Over this every sample is the plate's. */
const exact = 100

function decibels(psnr: number): string {
  return psnr > exact ? 'exact' : psnr.toFixed(1)
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2)
}
