import {
  type Engine,
  type Mask,
  PaintoutError,
  type Pixels,
  paintout,
  plugin,
  recoverMask,
  registerPixels,
  removal,
} from '@paintout/core'
import { codec } from '@paintout/plugin-sharp'
import { drawAnswer, randomDrift } from '../drift/answers.ts'
import { loadPrototype, type Prototype, sayTimes, type Took, worked } from '../drift/prototype.ts'
import { makeScene, plans, type Scene } from '../drift/scenes.ts'
import { mean } from '../drift/scores.ts'
import type { BenchCase } from '../run.ts'
import { wrongAnswers } from './wrong-answers.ts'

const driftsEach = 3
/** As many of them are compared with the prototype. */
const timedEach = 1
const warp = 1.5

/** Filigree: as much edge as area, so that a sample more at the rim is a tenth of it. */
const filigree = /flower|thistle/

interface Row {
  readonly scene: Scene
  readonly overlaps: readonly number[]
  readonly falseShares: readonly number[]
  readonly warped: number
  /** To register and to recover; absent where there is no prototype. */
  readonly took: Took | undefined
}

export default {
  name: 'recover',
  why: 'How well the mask of what an engine removed unasked is recovered from its answer, before dilation, and whether answers that are none are refused, with a mask and without.',
  async run(args) {
    const prototype = await loadPrototype(args)
    const rows: Row[] = []
    const verdicts: Verdict[] = []
    // Neighbours in the list are of different photographs.
    let other = await answerTo(await makeScene(1), 1)
    for (let index = 0; index < plans.length; index++) {
      const scene = await makeScene(index)
      const { row, answers } = await measure(scene, index, prototype)
      rows.push(row)
      verdicts.push(...(await judgeAll(scene, index, answers, other)))
      other = answers[0]!
    }
    return [tableOf(rows), summaryOf(rows), verdictsOf(verdicts)].join('\n\n')
  },
} satisfies BenchCase

function answerTo(scene: Scene, index: number, drift = randomDrift(1000 * index + 5)): Promise<Pixels<Uint8Array>> {
  return drawAnswer(scene.plate, drift, 77 * index)
}

async function measure(scene: Scene, index: number, prototype: Prototype | undefined) {
  const answers: Pixels<Uint8Array>[] = []
  for (let k = 0; k < driftsEach; k++)
    answers.push(await answerTo(scene, index, randomDrift(1000 * index + 17 * k + 5)))
  const warped = await answerTo(scene, index, randomDrift(1000 * index + 5, warp))
  const recover = (answer: Pixels) => recoverMask(scene.photo, answer, registerPixels(scene.photo, answer))
  const masks: Mask[] = []
  let [ours, theirs] = [0, 0]
  for (const [k, answer] of answers.entries()) {
    const started = worked()
    masks.push(recover(answer))
    const between = worked()
    if (!prototype || k >= timedEach) continue
    prototype.recover(scene.photo, answer)
    ours += between - started
    theirs += worked() - between
  }
  const bent = recover(warped)
  const row: Row = {
    scene,
    overlaps: masks.map((mask) => overlapOf(mask, scene.truth)),
    falseShares: masks.map((mask) => falseShareOf(mask, scene.mask)),
    warped: overlapOf(bent, scene.truth),
    took: prototype && { ours, prototype: theirs },
  }
  return { row, answers: [...answers, warped] }
}

/** Intersection over union. */
function overlapOf(mask: Mask, truth: Mask): number {
  let both = 0
  let either = 0
  for (let at = 0; at < mask.data.length; at++) {
    if (mask.data[at] && truth.data[at]) both++
    if (mask.data[at] || truth.data[at]) either++
  }
  return both / either
}

/** Of the picture: selected where the object did not touch. */
function falseShareOf(mask: Mask, touched: Mask): number {
  let count = 0
  for (let at = 0; at < mask.data.length; at++) if (mask.data[at] && !touched.data[at]) count++
  return count / mask.data.length
}

interface Verdict {
  readonly kind: string
  readonly way: 'with a mask' | 'without'
  /** The code of the error, or `accepted`. */
  readonly outcome: string
}

async function judgeAll(
  scene: Scene,
  index: number,
  good: readonly Pixels<Uint8Array>[],
  other: Pixels<Uint8Array>,
): Promise<Verdict[]> {
  const unchanged = await drawAnswer(scene.photo, randomDrift(1000 * index + 5), 77 * index)
  const answers: [string, Pixels<Uint8Array>][] = [
    ['good', good[0]!],
    ['good', good[1]!],
    ['good, with a smooth warp', good.at(-1)!],
    ...Object.entries(await wrongAnswers(good[0]!, other)),
    ['unchanged', unchanged],
  ]
  const verdicts: Verdict[] = []
  for (const [kind, answer] of answers) {
    verdicts.push({ kind, way: 'with a mask', outcome: await outcomeOf(scene, answer, { mask: scene.mask }) })
    verdicts.push({ kind, way: 'without', outcome: await outcomeOf(scene, answer, { target: 'foreground' }) })
  }
  return verdicts
}

/** The whole way, with an engine that gives the answer whatever it is asked. */
async function outcomeOf({ photo }: Scene, answer: Pixels, job: object): Promise<string> {
  const { width, height } = answer
  const engine: Engine = {
    name: 'model',
    contract: 1,
    limits: {
      sizes: [[width, height]],
      maxCandidates: 1,
      takesMask: false,
      drifts: true,
      targets: ['foreground'],
      usdPerImage: 0,
    },
    accepts: () => true,
    fingerprint: () => ({}),
    fill: async () => [{ image: answer }],
  }
  const whole = plugin(function whole() {
    this.engine(engine)
    const rect = { left: 0, top: 0, width: photo.width, height: photo.height }
    this.hooks.plan.tap('whole', (planning) => ({
      ...planning,
      regions: [{ rect, owns: rect, size: [width, height] as const, scale: width / photo.width }],
    }))
    return undefined
  })
  try {
    await paintout()
      .use(codec)
      .use(whole)
      .use(removal({ attempts: 1, dilate: 0, refine: false }))
      .process(photo, job)
    return 'accepted'
  } catch (error) {
    if (PaintoutError.is(error)) return error.code
    throw error
  }
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ scene, overlaps, falseShares, warped }) => {
    const share = `${(100 * scene.share).toFixed(1)} %`
    const cells = [mean(overlaps), Math.min(...overlaps), warped].map((overlap) => overlap.toFixed(3)).join(' | ')
    return `| ${scene.name} | ${share} | ${scene.contrast.toFixed(0)} | ${cells} | ${(100 * mean(falseShares)).toFixed(3)} % |`
  })
  return [
    `Intersection over union of ${driftsEach} drifts; contrast in levels between object and plate.`,
    '',
    '| scene | object | contrast | IoU | least | with a warp | false area |',
    '|---|---|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

function summaryOf(rows: readonly Row[]): string {
  const solid = rows.filter(({ scene }) => !filigree.test(scene.name)).map(({ overlaps }) => mean(overlaps))
  return [
    `IoU ${mean(rows.map(({ overlaps }) => mean(overlaps))).toFixed(3)} on the mean (limit 0.92), ${Math.min(...solid).toFixed(3)} for the worst solid object (limit 0.8), ${mean(rows.map(({ warped }) => warped)).toFixed(3)} with a smooth warp (limit 0.88).`,
    `False area ${(100 * mean(rows.map(({ falseShares }) => mean(falseShares)))).toFixed(4)} % on the mean (limit 0.05 %).`,
    sayTimes(
      rows.map(({ took }) => took),
      '0.67',
    ),
  ].join('\n')
}

/** What must come of each. A crop is a shift and a scale: mended, and refused only where it leaves out some of the mask. */
const expected: Readonly<Record<string, Readonly<Record<Verdict['way'], readonly string[]>>>> = {
  good: { 'with a mask': ['accepted'], without: ['accepted'] },
  'good, with a smooth warp': { 'with a mask': ['accepted'], without: ['accepted'] },
  'another picture': { 'with a mask': ['drift'], without: ['drift'] },
  mirrored: { 'with a mask': ['drift'], without: ['drift'] },
  rotated: { 'with a mask': ['drift'], without: ['drift'] },
  letterboxed: { 'with a mask': ['drift'], without: ['drift'] },
  'with narrow bars': { 'with a mask': ['drift'], without: ['drift'] },
  cropped: { 'with a mask': ['accepted', 'drift'], without: ['accepted', 'drift'] },
  unchanged: { 'with a mask': ['not-removed'], without: ['mask-not-found'] },
}

function verdictsOf(verdicts: readonly Verdict[]): string {
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))]
  const say = (kind: string, way: Verdict['way']) => {
    const outcomes = verdicts.filter((verdict) => verdict.kind === kind && verdict.way === way)
    const codes = [...new Set(outcomes.map(({ outcome }) => outcome))].sort()
    return codes.map((code) => `${code} ${outcomes.filter(({ outcome }) => outcome === code).length}`).join(', ')
  }
  const right = verdicts.filter(({ kind, way, outcome }) => expected[kind]![way].includes(outcome))
  return [
    '| answer | with a mask | without |',
    '|---|---|---|',
    ...kinds.map((kind) => `| ${kind} | ${say(kind, 'with a mask')} | ${say(kind, 'without')} |`),
    '',
    `${right.length} of ${verdicts.length} judged as they should be. A crop is a shift and a scale, which are mended; it is refused only where it left out some of the mask. Bars squeeze the picture: refused.`,
  ].join('\n')
}
