import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { createFilter } from 'vite'
import { decodePath, splitReference } from '../files/paths.ts'
import { walk } from '../files/walk.ts'
import { findReferences } from './find-references.ts'
import { isSideCarPath } from './side-car.ts'

const sources = /\.(?:html?|[cm]?[jt]sx?|vue|svelte|astro|mdx?|css|pcss|postcss|s[ac]ss|less|styl(?:us)?|sss)$/i

/** Which masks of a project are pictures of their own there, because something shows them. */
export interface MaskReferences {
  /** A file that names this mask; undefined where none does. */
  referrerOf(mask: string): Promise<string | undefined>
  /** Reads a source again, or anew. Says whether it speaks of other masks than before. */
  refresh(file: string): Promise<boolean>
  /** Everything is read again when next asked. */
  forget(): void
}

export interface ReferenceSettings {
  /** The side-car's suffix. */
  readonly suffix: string
  readonly root: string
  readonly publicDir: string
  /** Folders and files that are no source: what is built or cached, and the configuration, whose rules name masks as masks. */
  readonly without: readonly string[]
  /** The file that an alias leads to. */
  resolve(name: string, importer: string): Promise<string | undefined>
}

interface Source {
  /** What it says, to be compared. */
  readonly said: string
  readonly masks: ReadonlySet<string>
  readonly globs: readonly ((file: string) => boolean)[]
}

/** Reads the project's sources once, when it is first asked. */
export function createMaskReferences(settings: ReferenceSettings): MaskReferences {
  const { suffix, root, without } = settings
  let reading: Promise<Map<string, Source>> | undefined

  async function readAll(): Promise<Map<string, Source>> {
    const found = new Map<string, Source>()
    const files = (await walk(root, without)).filter((file) => sources.test(file) && !without.includes(file))
    await Promise.all(
      files.map(async (file) => {
        const source = await readSource(file, settings)
        if (source) found.set(file, source)
      }),
    )
    return found
  }

  return {
    async referrerOf(mask) {
      reading ??= readAll()
      for (const [file, { masks, globs }] of await reading) {
        if (masks.has(mask) || globs.some((matches) => matches(mask))) return file
      }
      return undefined
    },
    async refresh(file) {
      if (!reading || !sources.test(file) || isSideCarPath(file, suffix)) return false
      const found = await reading
      const before = found.get(file)
      const source = await readSource(file, settings)
      if (source) found.set(file, source)
      else found.delete(file)
      return before?.said !== source?.said
    },
    forget() {
      reading = undefined
    },
  }
}

async function readSource(file: string, settings: ReferenceSettings): Promise<Source | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const { names, globs } = findReferences(text, settings.suffix)
  if (names.length === 0 && globs.length === 0) return undefined
  const places = await Promise.all(names.map((name) => placesOf(name, file, settings)))
  return {
    said: JSON.stringify([names, globs]),
    masks: new Set(places.flat()),
    globs: globs.map((patterns) => matcherOf(patterns, file, settings.root)),
  }
}

/** Where a name may lead: relative names beside the file, absolute ones to root and public folder, others by alias. */
async function placesOf(
  name: string,
  importer: string,
  { root, publicDir, resolve }: ReferenceSettings,
): Promise<string[]> {
  const path = decodePath(splitReference(name).path)
  const beside = posix.join(posix.dirname(importer), path)
  if (/^\.\.?\//.test(path)) return [beside]
  if (path.startsWith('/')) return [path, posix.join(root, path), posix.join(publicDir || root, path)]
  const resolved = await resolve(path, importer)
  return [beside, ...(resolved ? [resolved] : [])]
}

function matcherOf(patterns: readonly string[], file: string, root: string): (file: string) => boolean {
  const absolute = (pattern: string) =>
    pattern.startsWith('/') ? posix.join(root, pattern) : posix.join(posix.dirname(file), pattern)
  const include = patterns.filter((pattern) => !pattern.startsWith('!')).map(absolute)
  const exclude = patterns.filter((pattern) => pattern.startsWith('!')).map((pattern) => absolute(pattern.slice(1)))
  return include.length === 0 ? () => false : createFilter(include, exclude, { resolve: false })
}
