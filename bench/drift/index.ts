import {
  boundsOf,
  compositePixels,
  countOutside,
  featherMask,
  growRect,
  harmonizePixels,
  type Pixels,
  type Registration,
  registerPixels,
  warpPixels,
} from '@paintout/core'
import type { BenchCase } from '../run.ts'
import { type Drift, drawAnswer, noDrift, randomDrift } from './answers.ts'
import { errorOf } from './errors.ts'
import { resize } from './photographs.ts'
import { loadPrototype, type Prototype, sayTimes, type Took, worked } from './prototype.ts'
import { makeScene, plans, type Scene } from './scenes.ts'
import { mean, psnrInside, stepAcross } from './scores.ts'

/** Drifts of each scene, and warps on top of another one. */
const driftsEach = 5
/** As many of them are compared in time. */
const timedEach = 1
const warp = 1.5

/** What is done with an answer until it is in the photo. */
type Way = (scene: Scene, answer: Pixels<Uint8Array>) => Pixels | Promise<Pixels>

const ways = {
  naive: async ({ photo }, answer) => resize(answer, photo.width, photo.height),
  ours: (scene, answer) => harmonized(scene, placed(scene, answer, register(scene, answer))),
  'without register': async ({ photo, mask }, answer) =>
    harmonizePixels(photo, await resize(answer, photo.width, photo.height), mask),
  'without flow': (scene, answer) =>
    harmonized(scene, placed(scene, answer, registerPixels(scene.photo, answer, scene.mask, { flow: false }))),
  'without harmonize': (scene, answer) => placed(scene, answer, register(scene, answer)),
} satisfies Record<string, Way>

type WayName = keyof typeof ways
const names = Object.keys(ways) as WayName[]

interface Row {
  readonly scene: Scene
  /** Of answers without drift, resized and composited. */
  readonly still: Score
  readonly drifted: Record<WayName, Score>
  readonly warped: Record<WayName, Score>
  readonly errors: readonly number[]
  /** What ours takes, over what the naive way takes. */
  readonly timesNaive: number
  /** Absent where there is no prototype. */
  readonly took: Took | undefined
}

interface Score {
  readonly psnr: number
  readonly step: number
}

export default {
  name: 'drift',
  why: 'How much of an answer that drifted is won back, on scenes whose plate is known: inside the mask against the plate, beside the same answer without drift.',
  async run(args) {
    const prototype = await loadPrototype(args)
    const rows: Row[] = []
    for (let index = 0; index < plans.length; index++) rows.push(await measure(index, prototype))
    return [tableOf(rows), summaryOf(rows)].join('\n\n')
  },
} satisfies BenchCase

async function measure(index: number, prototype: Prototype | undefined): Promise<Row> {
  const scene = await makeScene(index)
  const seeds = Array.from({ length: driftsEach }, (_, k) => 1000 * index + 17 * k + 5)
  const draw = (drift: Drift, k: number) => drawAnswer(scene.plate, drift, 77 * index + k)
  const still = await score(ways.naive, scene, [await draw(noDrift, 0)])
  const drifts = seeds.map((seed) => randomDrift(seed))
  const answers = await Promise.all(drifts.map(draw))
  const warped = [await draw(randomDrift(seeds[0]!, warp), 0)]
  const errors = answers.map((answer, k) => errorOf(register(scene, answer), drifts[k]!, scene))
  return {
    scene,
    still,
    drifted: await all(scene, answers),
    warped: await all(scene, warped),
    errors,
    ...(await compareTimes(scene, answers.slice(0, timedEach), prototype)),
  }
}

async function compareTimes(
  scene: Scene,
  answers: readonly Pixels<Uint8Array>[],
  prototype: Prototype | undefined,
): Promise<Pick<Row, 'timesNaive' | 'took'>> {
  const { photo, mask } = scene
  const contestants = {
    ours: async (answer: Pixels<Uint8Array>) => composite(scene, await ways.ours(scene, answer)),
    naive: async (answer: Pixels<Uint8Array>) => composite(scene, await ways.naive(scene, answer)),
    prototype: async (answer: Pixels<Uint8Array>) => prototype?.mend(photo, answer, mask),
  }
  const took = { ours: 0, naive: 0, prototype: 0 }
  for (const answer of answers) {
    for (const name of ['ours', 'naive', 'prototype'] as const) {
      const started = worked()
      await contestants[name](answer)
      took[name] += worked() - started
    }
  }
  return { timesNaive: took.ours / took.naive, took: prototype && took }
}

async function all(scene: Scene, answers: readonly Pixels<Uint8Array>[]): Promise<Record<WayName, Score>> {
  const scores: [WayName, Score][] = []
  for (const name of names) scores.push([name, await score(ways[name], scene, answers)])
  return Object.fromEntries(scores) as Record<WayName, Score>
}

async function score(way: Way, scene: Scene, answers: readonly Pixels<Uint8Array>[]): Promise<Score> {
  const { photo, plate, mask } = scene
  const pictures = []
  for (const answer of answers) pictures.push(composite(scene, await way(scene, answer)))
  for (const picture of pictures) {
    const changed = countOutside(photo, picture, mask)
    if (changed > 0) throw new Error(`Expected nothing to change outside the mask, got ${changed} samples.`)
  }
  return {
    psnr: mean(pictures.map((picture) => psnrInside(picture, plate, mask))),
    step: mean(pictures.map((picture) => stepAcross(picture, plate, mask))),
  }
}

function register({ photo, mask }: Scene, answer: Pixels): Registration {
  return registerPixels(photo, answer, mask)
}

function placed({ photo, mask }: Scene, answer: Pixels, registration: Registration): Pixels {
  return warpPixels(answer, registration, photo, growRect(boundsOf(mask)!, 32))
}

function harmonized({ photo, mask }: Scene, placed: Pixels): Pixels {
  return harmonizePixels(photo, placed, mask)
}

function composite({ photo, mask }: Scene, fill: Pixels): Pixels {
  return compositePixels(photo, fill, featherMask(mask, { width: 2, side: 'inside' }))
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ scene, still, drifted, errors }) => {
    const psnrs = names.map((name) => drifted[name].psnr.toFixed(2)).join(' | ')
    const gap = still.psnr - drifted.ours.psnr
    const share = `${(100 * scene.share).toFixed(1)} %`
    return `| ${scene.name} | ${share} | ${Math.max(...errors).toFixed(3)} | ${still.psnr.toFixed(2)} | ${psnrs} | ${gap.toFixed(2)} |`
  })
  return [
    `PSNR inside the mask in dB, means of ${driftsEach} drifts; the largest error of registration in pixels (rms in the mask).`,
    '',
    `| scene | object | error | no drift | ${names.join(' | ')} | lost |`,
    `|---|---|---|---|${names.map(() => '---|').join('')}---|`,
    ...lines,
  ].join('\n')
}

function summaryOf(rows: readonly Row[]): string {
  const still = mean(rows.map((row) => row.still.psnr))
  const stillStep = mean(rows.map((row) => row.still.step))
  const lost = rows.map((row) => row.still.psnr - row.drifted.ours.psnr)
  const errors = rows.flatMap((row) => row.errors)
  const rms = Math.sqrt(mean(errors.map((error) => error * error)))
  const lines = names.map((name) => {
    const of = (kind: 'drifted' | 'warped', score: keyof Score) => mean(rows.map((row) => row[kind][name][score]))
    const cells = [of('drifted', 'psnr'), of('drifted', 'step'), still - of('warped', 'psnr')].map((x) => x.toFixed(2))
    return `| ${name} | ${cells[0]} | ${(still - of('drifted', 'psnr')).toFixed(2)} | ${cells[1]} | ${cells[2]} |`
  })
  return [
    '| way | PSNR | lost | step across the edge, levels | lost with a smooth warp on top |',
    '|---|---|---|---|---|',
    `| no drift | ${still.toFixed(2)} | | ${stillStep.toFixed(2)} | |`,
    ...lines,
    '',
    `Ours loses ${mean(lost).toFixed(2)} dB on the mean (limit 0.4) and ${Math.max(...lost).toFixed(2)} at the worst scene (limit 1.5).`,
    `With a smooth warp on top ours loses ${(still - mean(rows.map(({ warped }) => warped.ours.psnr))).toFixed(2)} dB on the mean (limit 1.5).`,
    `The step across the edge is ${(mean(rows.map(({ drifted }) => drifted.ours.step)) - stillStep).toFixed(2)} levels above that without drift (limit 0.3).`,
    `Registration: ${rms.toFixed(3)} px rms over all (limit 0.1), ${Math.max(...errors).toFixed(3)} at the most.`,
    `Samples changed outside the mask: 0, counted for every picture.`,
    `Ours takes ${mean(rows.map(({ timesNaive }) => timesNaive)).toFixed(1)} times the CPU time of the naive way, which resizes in C.`,
    sayTimes(
      rows.map(({ took }) => took),
      '1',
    ),
  ].join('\n')
}
