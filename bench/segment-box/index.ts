import { boundsOf, createMask, type Mask, type Rect, segmentBox } from '@paintout/core'
import { makeScene, plans } from '../drift/scenes.ts'
import { mean } from '../drift/scores.ts'
import type { BenchCase } from '../run.ts'

/** As shares of the box: what a model's box is off by on each side, in this order. */
const errors = [
  [0, 0, 0, 0],
  [-0.01, 0.01, 0.02, 0],
  [0.02, 0.01, -0.01, 0.01],
  [0.02, 0.02, 0.02, 0.02],
  [-0.015, -0.015, -0.015, -0.015],
] as const

export default {
  name: 'segment-box',
  why: 'How much of an object `segmentBox` cuts out of the box that a text model gives, drawn with small errors, beside taking the whole box. Objects pasted into photographs; every second has a shadow, which is in the truth and in the box. The price of a border was chosen on these scenes, among 3 to 40, so that others will do a little worse.',
  async run() {
    const rows: string[][] = []
    const ours: number[] = []
    const boxes: number[] = []
    for (let index = 0; index < plans.length; index++) {
      const { name, photo, truth, contrast, share } = await makeScene(index)
      const box = boundsOf(truth)!
      const overlaps = errors.map((error) => overlapOf(segmentBox(photo, spoil(box, error)), truth))
      const whole = mean(errors.map((error) => overlapOf(draw(spoil(box, error), truth), truth)))
      ours.push(mean(overlaps))
      boxes.push(whole)
      rows.push([
        plans[index]!.shadow ? `${name}, shadow` : name,
        `${(100 * share).toFixed(1)} %`,
        contrast.toFixed(0),
        whole.toFixed(3),
        mean(overlaps).toFixed(3),
        Math.min(...overlaps).toFixed(3),
      ])
    }
    const all = `mean IoU ${mean(ours).toFixed(3)}, of the whole box ${mean(boxes).toFixed(3)}; better than the box in ${ours.filter((one, at) => one > boxes[at]!).length} of ${ours.length} scenes`
    const head = ['scene', 'share', 'contrast', 'box', 'mean', 'worst']
    return `${[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${all}`
  },
} satisfies BenchCase

function spoil({ left, top, width, height }: Rect, [a, b, c, d]: readonly [number, number, number, number]): Rect {
  const [x, y] = [Math.round(left - a * width), Math.round(top - b * height)]
  return {
    left: x,
    top: y,
    width: Math.round(left + width * (1 + c)) - x,
    height: Math.round(top + height * (1 + d)) - y,
  }
}

function draw({ left, top, width, height }: Rect, like: Mask): Mask {
  const mask = createMask(like.width, like.height)
  for (let y = Math.max(0, top); y < Math.min(like.height, top + height); y++) {
    for (let x = Math.max(0, left); x < Math.min(like.width, left + width); x++) mask.data[y * like.width + x] = 255
  }
  return mask
}

/** Intersection over union. */
function overlapOf(mask: Mask, truth: Mask): number {
  let both = 0
  let either = 0
  for (let at = 0; at < truth.data.length; at++) {
    const a = mask.data[at]! > 0
    const b = truth.data[at]! > 0
    if (a && b) both++
    if (a || b) either++
  }
  return both / either
}
