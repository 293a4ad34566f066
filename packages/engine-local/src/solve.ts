import { continueLine, guess } from './coarsest.ts'
import { expectTones } from './expect.ts'
import { bytesOf, createFields, type Field, inherit, trustByDepth } from './field.ts'
import { detectionScale } from './find-lines.ts'
import type { Kernels } from './kernels.ts'
import { barrierOf, guide, type Line, scaleLine } from './lines.ts'
import type { Parameters } from './parameters.ts'
import type { Level } from './pyramid.ts'

export interface Solution {
  /** The finest field, its hole painted. */
  readonly field: Field
  /** Trust in each of its targets, sharpened by how well they fit. */
  readonly trust: Float32Array
}

/**
 * Search and vote in turns, from coarse to fine: the expectation-maximisation of Wexler et al. 2007 over the
 * PatchMatch field of Barnes et al. 2009. Votes trust a patch by its distance to the known pixels alone: weights by
 * similarity let the inside of the hole outvote its edge.
 */
export function solve(
  levels: readonly Level[],
  finest: number,
  lines: readonly Line[],
  kernels: Kernels,
  seed: number,
  parameters: Parameters,
  progress: (share: number) => void,
): Solution {
  const fields = createFields(levels, kernels.allocate(bytesOf(levels)), finest, parameters)
  const random = generator(seed)
  kernels.seed(scramble(seed))
  const top = levels.length - 1
  const lineScale = detectionScale(levels)
  const work = levels.map((level) => level.targets)
  const all = work.reduce((sum, targets) => sum + targets, 0)
  let done = 0
  let trust: Float32Array = new Float32Array()

  for (let i = top; i >= 0; i--) {
    const field = fields[i]!
    const level = levels[i]!
    trust = trustByDepth(field, level, parameters)
    field.weight.set(trust)
    const scaled = lines.map((line) => scaleLine(line, 2 ** -i))
    guide(field, scaled, 2 ** (i + finest), parameters)
    if (field.toneWeight > 0) expectTones(field, level, barrierOf(scaled), parameters)
    if (i === top) {
      guess(field, level, scaled)
      kernels.bind(field)
      kernels.exhaust(field.sources)
    } else {
      inherit(field, fields[i + 1]!, random)
      kernels.bind(field)
    }
    kernels.vote()
    // Once more where lines are drawn apart that were one on the level above.
    if (2 ** i >= lineScale) for (const line of scaled) continueLine(field, level, line)
    refine(field, kernels, parameters, top === 0 ? 1 : i / top, i === top, (share) =>
      progress((done + share * work[i]!) / all),
    )
    done += work[i]!
  }

  const field = fields[0]!
  sharpen(field, trust, parameters)
  return { field, trust: field.weight }
}

function refine(
  field: Field,
  kernels: Kernels,
  parameters: Parameters,
  height: number,
  coarsest: boolean,
  progress: (share: number) => void,
): void {
  const { coarsestRounds, finestRounds, settled, lightHole, reach, lightReach } = parameters
  const light = field.hole.length > lightHole && !coarsest
  const rounds = light ? 1 : Math.round(finestRounds + (coarsestRounds - finestRounds) * height)
  const side = Math.max(field.width, field.height)
  const window = light ? lightReach : Math.max(reach, height >= 0.49 ? side : side >> 2)
  let step: 1 | -1 = 1
  const turn = () => {
    const now = step
    step = step === 1 ? -1 : 1
    return now
  }
  for (let round = 0; round < rounds; round++) {
    kernels.rate()
    kernels.sweep(turn(), window)
    if (coarsest) kernels.sweep(turn(), window)
    if (!light) kernels.sweep(step, 0)
    const last = round === rounds - 1
    // The finest level is voted once more from the samples themselves: its last vote is not needed.
    const change = kernels.vote()
    progress((round + 1) / rounds)
    if (change < settled && !last) break
  }
}

/** Multiplies trust by how well each patch fits, on the scale of the upper quartile: the last vote is to be sharp. */
function sharpen(field: Field, trust: Float32Array, { sharpness }: Parameters): void {
  const { distance, weight, targets } = field
  const count = Math.min(targets, 4096)
  const sample = Int32Array.from({ length: count }, (_, i) => distance[Math.floor((i * targets) / count)]!).sort()
  const scale = 2 * (sample[Math.min(count - 1, Math.floor(count * 0.75))] ?? 0) + 1
  for (let k = 0; k < targets; k++) weight[k] = trust[k]! * Math.exp((-distance[k]! * sharpness) / scale) + 1e-30
}

/** Neighbouring seeds must not give neighbouring states (the finaliser of MurmurHash3). */
function scramble(seed: number): number {
  let value = (seed ^ 0x9e3779b9) >>> 0
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0 || 1
}

function generator(seed: number): (below: number) => number {
  let state = scramble(seed + 1)
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) * below) / 0x1_0000_0000)
  }
}
