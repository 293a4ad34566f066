import type { Target } from '@paintout/core'
import { className } from './classes.ts'
import type { Marking } from './marking.ts'

export interface InstructionInput {
  readonly marking: Marking
  /** What is to go when no mask says it. */
  readonly target: Target | undefined
  /** What should be there instead, or empty. */
  readonly prompt: string
  readonly negativePrompt: string | undefined
}

const marked = {
  overlay: 'everything that is tinted and outlined in magenta',
  blank: 'the magenta patch',
  'mask-image': 'everything that is white in the second picture, a mask of the first',
  none: 'the most prominent object that does not belong here',
} as const satisfies Readonly<Record<Marking, string>>

/** What a Gemini model is told. The option `instruction` replaces it, as text or as a function of the same input. */
export function writeInstruction({ marking, target, prompt, negativePrompt }: InstructionInput): string {
  const object = target === undefined ? marked[marking] : describeTarget(target)
  const drawn = marking === 'overlay' || marking === 'blank'
  return [
    `Remove ${object} from this photograph, together with its shadow and its reflection.`,
    drawn && target === undefined ? 'No magenta may be left.' : '',
    prompt
      ? `Show in its place: ${prompt}.`
      : 'Show what lies behind it: carry on the surroundings with their own structures, light, sharpness and grain.',
    negativePrompt ? `Do not show: ${negativePrompt}.` : '',
    'Leave everything else exactly as it is: the same framing, scale, position, colours and light.',
    'Do not crop, zoom, shift, straighten, sharpen or retouch. Add no text. Answer with the edited photograph alone.',
  ]
    .filter(Boolean)
    .join(' ')
}

/** A target in words, as the object of a sentence. */
export function describeTarget(target: Target): string {
  if (target === 'person') return 'all people'
  if (target === 'foreground') return 'the main object in the foreground'
  if (target === 'background') return 'the whole background behind the main object'
  if ('prompt' in target) return target.prompt
  return `every ${target.classes.map(className).join(', every ')}`
}
