import parseValue from 'postcss-value-parser'
import type { Project } from '../project.ts'
import { type Rewritten, rewrite } from './rewrite.ts'

export interface StyleValue {
  readonly value: string
  readonly importer: string
  readonly line?: number | undefined
}

/** A cheap look before a value is parsed. */
export function mentionsPicture(value: string): boolean {
  return /url\(|image-set\(/i.test(value)
}

/** Cleans the photos that a CSS value names, in `url()` and as strings of `image-set()`. */
export async function rewriteStyleValue(
  project: Project,
  { value, importer, line }: StyleValue,
): Promise<{ readonly value: string; readonly files: readonly string[] } | undefined> {
  const parsed = parseValue(value)
  const words: parseValue.Node[] = []
  parsed.walk((node) => {
    if (node.type !== 'function' || !/^(?:url|(?:-webkit-)?image-set)$/i.test(node.value)) return
    const isUrl = node.value.toLowerCase() === 'url'
    words.push(...node.nodes.filter(({ type }) => type === 'string' || (isUrl && type === 'word')))
  })
  const rewritten = await Promise.all(
    words.map((word) => rewrite(project, { reference: unescapeCss(word.value), importer, line })),
  )
  if (rewritten.every((each) => each === undefined)) return undefined
  for (const [index, word] of words.entries()) replace(word, rewritten[index])
  return { value: parsed.toString(), files: rewritten.flatMap((each) => each?.files ?? []) }
}

/** A path may hold spaces and brackets, so that it is quoted whatever the author wrote; Vite decodes it once. */
function replace(word: parseValue.Node, rewritten: Rewritten | undefined): void {
  if (!rewritten) return
  const path = rewritten.file.replaceAll('%', '%25').replaceAll('"', '\\"')
  Object.assign(word, { type: 'string', quote: '"', value: path + rewritten.rest })
}

function unescapeCss(text: string): string {
  return text.replace(/\\(\W)/g, '$1')
}
