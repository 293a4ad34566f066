import { type Plugin, plugin } from '@paintout/core'
import { connectionProperties, vertexSegment } from '@paintout/engine-vertex'
import { isModulePath, loadPlugin, type NamedPlugin, withOptions } from './engine-of.ts'
import { valuesFor } from './flags.ts'

/** What `--segment` may name, beside a Gemini model of text and the path of a module. */
export const segmenterNames = ['vertex', 'person'] as const

export interface SegmentFlags {
  /** Who finds what `--auto` names. */
  readonly segment?: string
}

/** Whether a text names what finds masks. */
export function isSegmenterName(text: string): boolean {
  return (segmenterNames as readonly string[]).includes(text) || isTextModel(text) || isModulePath(text)
}

/** Whether Google is asked for the mask. */
export function segmentsByVertex({ segment }: SegmentFlags): boolean {
  return segment !== undefined && (segment === 'vertex' || isTextModel(segment))
}

/**
 * One of ours by its name, Vertex AI by one of its models too, or a module of the user's by its path: its default export is
 * a plugin that taps `segment`.
 * @throws `invalid-option`
 */
export async function segmenterOf(said: SegmentFlags): Promise<NamedPlugin> {
  const { segment } = said
  if (segment === undefined) return { plugin: nobody, mayCost: false }
  if (segmentsByVertex(said)) {
    const model = isTextModel(segment) ? { model: segment } : {}
    return {
      plugin: withOptions(vertexSegment as Plugin<object | undefined>, { ...optionsOf(said), ...model }),
      mayCost: true,
    }
  }
  if (segment === 'person') {
    const { person } = await import('@paintout/engine-local/person')
    return { plugin: person as Plugin, mayCost: false }
  }
  return { plugin: await loadPlugin(segment, 'a mask'), mayCost: true }
}

/** Leaves it to the engine. */
const nobody = plugin(function nobody() {
  return undefined
})

/** Project, location and endpoint are said once, for the engine and for this. */
function optionsOf(said: object): object {
  const shared = Object.entries(valuesFor('vertex', said)).filter(([name]) => connection.has(name))
  return { ...Object.fromEntries(shared), ...valuesFor('vertexSegment', said) }
}

const connection = new Set(Object.keys(connectionProperties))

function isTextModel(text: string): boolean {
  return text.startsWith('gemini-')
}
