import { isDeepStrictEqual } from 'node:util'
import type { SharpLibrary } from '../sharp.ts'
import { type ChainState, createInstance, keeping } from './internals.ts'

/** Options of the file that a chain writes: they stay whatever happens to its pixels. `withoutEnlargement` is none. */
const output =
  /^(jpeg|png|jp2|webp|gif|tiff|heif|jxl|raw|tile|keep|with(?!out))|^(fileOut|formatOut|streamOut|typedArrayOut|resolveWithObject|colourspace|loop|delay|timeoutSeconds)$/

/** Operations that move samples and know nothing of their colour, but for backgrounds, which have options of their own. */
const geometry =
  /^(top|left)Offset(Pre|Post)$|^(width|height)(Pre|Post)?$|^(canvas|position|angle|flip|flop|kernel|fastShrinkOnLoad|withoutEnlargement|withoutReduction|rotateBefore|rotateBeforePreExtract|orientBefore)$/

/** Belong to an instance, not to its operations. */
const own = ['input', 'debuglog', 'queueListener']

export function isOutputOption(option: string): boolean {
  return output.test(option)
}

/** What of a chain happens before a removal, and what is left to happen after it. */
export interface Split {
  readonly before: ChainState
  readonly after: ChainState
}

/**
 * Splits a chain at its end: all operations on pixels so far come before, the output options come after.
 * Both share the input, into which a stream may still be writing.
 */
export function splitChain(sharp: SharpLibrary, state: ChainState): Split {
  const before: Record<string, unknown> = { ...state }
  const after: Record<string, unknown> = createInstance(sharp).options
  for (const option of Object.keys(state)) {
    if (isOutputOption(option)) {
      before[option] = after[option]
      after[option] = state[option]
    } else if (own.includes(option)) {
      after[option] = state[option]
    }
  }
  // libvips is asked twice, and each time may take so long.
  before.timeoutSeconds = state.timeoutSeconds
  // Raw output of a grey picture has one channel, which sharp knows by this option alone.
  after.greyscale = state.greyscale
  // One channel stays one: sharp takes it last of all, after it made colours for the output.
  if (state.extractChannel !== -1) after.colourspace = state.colourspace === 'rgb16' ? 'grey16' : 'b-w'
  return { before: before as ChainState, after: after as ChainState }
}

/** What the operations of a chain can do to its pixels. */
export type Reach = 'nothing' | 'geometry' | 'colour'

export function reachOf(sharp: SharpLibrary, state: ChainState): Reach {
  const fresh = defaultsOf(sharp)
  const changed = Object.keys(state).filter(
    (option) => !own.includes(option) && !isOutputOption(option) && !isDeepStrictEqual(state[option], fresh[option]),
  )
  if (changed.length === 0) return 'nothing'
  return changed.every((option) => geometry.test(option)) ? 'geometry' : 'colour'
}

const defaults = new WeakMap<SharpLibrary, ChainState>()

/** To be compared with: a chain that began with these very objects would change them. */
function defaultsOf(sharp: SharpLibrary): ChainState {
  const known = defaults.get(sharp) ?? createInstance(sharp).options
  defaults.set(sharp, known)
  return known
}

/** Whether the output gets the input's own profile, so that sharp converts no sample. */
export function keepsProfile({ keepMetadata, withIccProfile }: ChainState): boolean {
  return (keepMetadata & keeping.icc) !== 0 && withIccProfile === ''
}
