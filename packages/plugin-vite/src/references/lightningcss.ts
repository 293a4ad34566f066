/// <reference path="./sugarss.d.ts" />
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { type AtRule, parse, type Root } from 'postcss'
import parseValue from 'postcss-value-parser'
import sugarss from 'sugarss'
import writeFileAtomic from 'write-file-atomic'
import { isFile } from '../files/looks.ts'
import { splitReference } from '../files/paths.ts'
import type { Project } from '../project.ts'
import { indented, preprocess, preprocessed } from './preprocess.ts'
import { mentionsPicture, rewriteStyleValue } from './style-values.ts'

/**
 * Styles in a build by Lightning CSS, which runs no PostCSS plugin and reads `@import`ed partials from disk by itself.
 * A style is rewritten as text; a partial that names a photo to be cleaned is copied to the cache, rewritten there, and
 * imported from there.
 */
export async function rewriteLightningStyle(project: Project, code: string, id: string) {
  const file = splitReference(id).path
  const compiled = preprocessed.test(id) ? await preprocess(project.config, code, id) : { css: code, files: [] }
  const root = parse(compiled.css, { from: file })
  const files = new Set(compiled.files)
  const isChanged = await rewriteRoot(project, root, file, files, [file])
  if (!isChanged) return undefined
  return { code: indented.test(id) ? indent(root) : root.toString(), map: null, files: [...files] }
}

/** In the syntax whose blocks are told by their indents. Comments, which may be of many lines, are left out. */
function indent(root: Root): string {
  root.walkComments((comment) => {
    comment.remove()
  })
  root.walkDecls((declaration) => {
    declaration.value = declaration.value.replace(/\s+/g, ' ')
  })
  return root.toString(sugarss)
}

async function rewriteRoot(
  project: Project,
  root: Root,
  importer: string,
  files: Set<string>,
  trail: readonly string[],
): Promise<boolean> {
  const work: Promise<boolean>[] = []
  root.walkDecls((declaration) => {
    if (!mentionsPicture(declaration.value)) return
    const line = declaration.source?.start?.line
    work.push(
      rewriteStyleValue(project, { value: declaration.value, importer, line }).then((rewritten) => {
        if (!rewritten) return false
        declaration.value = rewritten.value
        for (const each of rewritten.files) files.add(each)
        return true
      }),
    )
  })
  root.walkAtRules('import', (rule) => {
    work.push(rewriteImport(project, rule, importer, files, trail))
  })
  return (await Promise.all(work)).some(Boolean)
}

async function rewriteImport(
  project: Project,
  rule: AtRule,
  importer: string,
  files: Set<string>,
  trail: readonly string[],
): Promise<boolean> {
  const parsed = parseValue(rule.params)
  const word = nameIn(parsed)
  const partial = word && (await locate(project, word.value, importer))
  if (!word || !partial || trail.includes(partial)) return false
  files.add(partial)
  const copy = await copyPartial(project, partial, files, [...trail, partial])
  if (!copy) return false
  Object.assign(word, { type: 'string', quote: '"', value: copy })
  rule.params = parsed.toString()
  return true
}

/** The cached copy of a partial that has something to clean in it, or in what it imports. */
async function copyPartial(
  project: Project,
  partial: string,
  files: Set<string>,
  trail: readonly string[],
): Promise<string | undefined> {
  const root = parse(await readFile(partial, 'utf8'), { from: partial })
  if (!(await rewriteRoot(project, root, partial, files, trail))) return undefined
  anchor(root, partial)
  const css = root.toString()
  const folder = posix.join(project.cache, createHash('sha256').update(css).digest('hex').slice(0, 20))
  const copy = posix.join(folder, posix.basename(partial))
  await mkdir(folder, { recursive: true })
  if (!isFile(copy)) await writeFileAtomic(copy, css)
  return copy
}

/** What a partial names beside itself, by its whole path: the copy lies elsewhere. */
function anchor(root: Root, partial: string): void {
  const absolute = (name: string) => (/^\.\.?\//.test(name) ? posix.join(posix.dirname(partial), name) : name)
  root.walkDecls((declaration) => {
    if (!mentionsPicture(declaration.value)) return
    const parsed = parseValue(declaration.value)
    parsed.walk((node) => {
      if (node.type === 'string' || node.type === 'word') node.value = absolute(node.value)
    })
    declaration.value = parsed.toString()
  })
  root.walkAtRules('import', (rule) => {
    const parsed = parseValue(rule.params)
    const word = nameIn(parsed)
    if (word) word.value = absolute(word.value)
    rule.params = parsed.toString()
  })
}

/** The string of `@import "a.css"` and `@import url(a.css)`. */
function nameIn({ nodes: [first] }: parseValue.ParsedValue): parseValue.StringNode | parseValue.WordNode | undefined {
  const node = first?.type === 'function' && first.value.toLowerCase() === 'url' ? first.nodes[0] : first
  return node?.type === 'string' || node?.type === 'word' ? node : undefined
}

async function locate(project: Project, name: string, importer: string): Promise<string | undefined> {
  if (/^(?:[a-z][a-z\d+.-]+:|\/\/)/i.test(name)) return undefined
  const { path } = splitReference(name)
  const beside = path.startsWith('/') ? posix.join(project.root, path) : posix.join(posix.dirname(importer), path)
  if (isFile(beside)) return beside
  const resolved = await project.resolve(path, importer)
  return resolved && isFile(resolved) ? resolved : undefined
}
