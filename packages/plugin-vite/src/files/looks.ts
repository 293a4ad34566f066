import { lstatSync, realpathSync, type Stats, statSync } from 'node:fs'
import { posix } from 'node:path'
import { toSlashes } from './paths.ts'

/** What is known of a file without reading it. */
export interface Look {
  /** Without links, with slashes. */
  readonly realPath: string
  /** Bytes. */
  readonly size: number
  readonly inode: number
  /** When its bytes or its name last changed, in milliseconds since 1970. */
  readonly mtime: number
  readonly ctime: number
}

/** Looks at files. Synchronous: a build asks thousands of times, and a promise each costs more than the answer. */
export interface Looks {
  /** Undefined where there is no file. */
  at(path: string): Look | undefined
  /** What was seen may have changed. */
  forget(): void
}

/**
 * @param isKept Whether what was seen is believed until it is forgotten, as in one run of a build. What was not there is
 *   looked for again.
 */
export function createLooks(isKept: boolean): Looks {
  const files = new Map<string, Look>()
  const folders = new Map<string, string>()

  /** A file that is no link lies in the real folder of its name: of many in one folder only that is asked for. */
  function realPathOf(path: string, isLink: boolean): string {
    if (isLink) return real(path)
    const folder = posix.dirname(path)
    const realFolder = folders.get(folder) ?? real(folder)
    if (isKept) folders.set(folder, realFolder)
    return realFolder === folder ? path : posix.join(realFolder, posix.basename(path))
  }

  return {
    at(path) {
      const known = files.get(path)
      if (known) return known
      const seen = statsOf(path)
      if (!seen) return undefined
      const { size, ino, mtimeMs, ctimeMs } = seen.stats
      const look = { realPath: realPathOf(path, seen.isLink), size, inode: ino, mtime: mtimeMs, ctime: ctimeMs }
      if (isKept) files.set(path, look)
      return look
    },
    forget() {
      files.clear()
      folders.clear()
    },
  }
}

/** Whether there is a file. */
export function isFile(path: string): boolean {
  return statsOf(path) !== undefined
}

function statsOf(path: string): { readonly stats: Stats; readonly isLink: boolean } | undefined {
  // Virtual modules have a zero byte in their name, which no file has.
  if (path.includes('\0')) return undefined
  try {
    const own = lstatSync(path, { throwIfNoEntry: false })
    const isLink = own?.isSymbolicLink() ?? false
    const stats = isLink ? statSync(path, { throwIfNoEntry: false }) : own
    return stats?.isFile() ? { stats, isLink } : undefined
  } catch {
    // An address may say anything: a name that is too long, a file as a folder.
    return undefined
  }
}

/** A file that is not there is read by nobody. */
export function real(path: string): string {
  try {
    return toSlashes(realpathSync.native(path))
  } catch {
    return path
  }
}
