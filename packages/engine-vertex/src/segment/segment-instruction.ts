import type { Target } from '@paintout/core'
import { describeTarget } from '../instruction.ts'
import type { SegmentInstructionInput } from './segment-options.ts'

/** What a text model is asked. The option `instruction` replaces it, as text or as a function of the same input. */
export function writeSegmentInstruction({ target, outline }: SegmentInstructionInput): string {
  return [
    `Find ${describeTarget(soughtFor(target))} in this photograph.`,
    'Answer with JSON alone: a list with one entry for each object, or an empty list if there is none.',
    'Each entry has "label", a word or two, and "box_2d", the object\'s box as [y0, x0, y1, x1].',
    outline
      ? 'It also has "mask", the object\'s outline as a list of points [x, y], exact at every corner; a shadow that the object casts belongs to it.'
      : '',
    'All coordinates run from 0 to 1000, from the upper left corner of the photograph to the lower right one.',
  ]
    .filter(Boolean)
    .join(' ')
}

/** A background has no box: it is all but the object in front of it. */
export function soughtFor(target: Target): Target {
  return target === 'background' ? 'foreground' : target
}
