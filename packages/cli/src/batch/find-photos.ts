import { stat } from 'node:fs/promises'
import { basename, relative, resolve, sep } from 'node:path'
import { PaintoutError } from '@paintout/core'
import { formatOfPath } from '@paintout/plugin-sharp'
import { glob, isDynamicPattern } from 'tinyglobby'

/** A photo of a batch. */
export interface Photo {
  readonly path: string
  /** From the folder that was named, with slashes: where its output lies under `--out-dir`. */
  readonly relative: string
}

/** Whether these words name more than one photo, or may. */
export async function isBatch(words: readonly string[]): Promise<boolean> {
  if (words.length !== 1) return words.length > 1
  const [word] = words as [string]
  const found = await stat(word).catch(() => undefined)
  return found ? found.isDirectory() : isDynamicPattern(word)
}

/**
 * Every photo that files, folders and globs name, each once, in one order on every machine. Masks that lie beside
 * photos, hidden files and what lies under `outDir` are not photos.
 * @throws `input-missing`
 */
export async function findPhotos(
  words: readonly string[],
  maskSuffix: string,
  outDir: string,
): Promise<readonly Photo[]> {
  const found = new Map<string, Photo>()
  for (const word of words) {
    const photos = await expand(word)
    for (const photo of photos) {
      const isOutput = isUnder(photo.path, outDir) && !isUnder(resolve(word), outDir)
      const isMask = basename(photo.path).endsWith(maskSuffix)
      if (!isOutput && !isMask) found.set(resolve(photo.path), photo)
    }
  }
  if (found.size === 0) {
    throw new PaintoutError(
      'input-missing',
      `Expected photos in ${words.map((word) => `\`${word}\``).join(', ')}, got none. Masks (\`*${maskSuffix}\`) are not photos.`,
    )
  }
  return [...found.values()].sort((a, b) => (a.relative < b.relative ? -1 : a.relative > b.relative ? 1 : 0))
}

async function expand(word: string): Promise<readonly Photo[]> {
  const there = await stat(word).catch(() => undefined)
  if (there?.isFile()) return [{ path: word, relative: basename(word) }]
  if (there?.isDirectory()) return within(word, '**/*')
  if (!isDynamicPattern(word)) {
    throw new PaintoutError('input-missing', `Expected a file, a folder or a glob, got \`${word}\`. Check the path.`)
  }
  const base = baseOf(word)
  return within(base, word.slice(base === '.' ? 0 : base.length + 1))
}

async function within(folder: string, pattern: string): Promise<readonly Photo[]> {
  const files = await glob(pattern, { cwd: folder, onlyFiles: true, expandDirectories: false })
  return files
    .filter((file) => formatOfPath(file) !== undefined)
    .map((file) => ({ path: folder === '.' ? file : `${folder}/${file}`, relative: file.split(sep).join('/') }))
}

/** The folders of a glob before its first star. */
function baseOf(pattern: string): string {
  const parts = pattern.split('/')
  const first = parts.findIndex((part) => isDynamicPattern(part))
  return parts.slice(0, first).join('/') || (pattern.startsWith('/') ? '/' : '.')
}

function isUnder(path: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(path))
  return way === '' || !(way.startsWith('..') || way === path)
}
