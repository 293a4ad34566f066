import { posix } from 'node:path'
import MagicString from 'magic-string'
import { stripLiteral } from 'strip-literal'
import { lineAt } from '../asking/blame.ts'
import { relativeReference } from '../files/paths.ts'
import type { Project } from '../project.ts'
import { rewrite } from './rewrite.ts'

/** As Vite finds them. One with gaps becomes an `import.meta.glob`, whose files are modules. */
const newUrl = /\bnew\s+URL\s*\(\s*('[^']+'|"[^"]+"|`[^`]+`)\s*,\s*import\.meta\.url\s*(?:,\s*)?\)/dg

/** A cheap look before `rewriteNewUrls`. */
export const mentionsNewUrl = /new\s+URL\s*\([\s\S]+import\.meta\.url/

/** `new URL('./photo.jpg', import.meta.url)`, which Vite resolves without asking any plugin. */
export async function rewriteNewUrls(project: Project, code: string, importer: string) {
  const text = new MagicString(code)
  const files = new Set<string>()
  await Promise.all(
    [...scriptOf(code, importer).matchAll(newUrl)].map(async (match) => {
      const [start, end] = match.indices![1]!
      const reference = code.slice(start + 1, end - 1)
      if (reference.includes('${')) return
      const rewritten = await rewrite(project, { reference, importer, line: lineAt(code, start) })
      if (!rewritten) return
      for (const file of rewritten.files) files.add(file)
      text.update(start, end, JSON.stringify(referTo(rewritten.file, importer) + rewritten.rest))
    }),
  )
  if (!text.hasChanged()) return undefined
  return { code: text.toString(), map: text.generateMap({ source: importer, hires: 'boundary' }), files: [...files] }
}

/** Comments and strings blanked out, so that nothing is taken for code in them. Components are more than script: as they are. */
function scriptOf(code: string, file: string): string {
  return /\.[cm]?[jt]sx?$/.test(file) ? stripLiteral(code) : code
}

function referTo(file: string, importer: string): string {
  return relativeReference(posix.dirname(importer), file) ?? `/@fs/${file}`
}
