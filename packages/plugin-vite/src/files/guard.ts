import { realpathSync } from 'node:fs'
import { PaintoutError } from '@paintout/core'
import { isInside, toSlashes } from './paths.ts'

/** Refuses files that the project may not read. */
export type Guard = (file: string) => void

/**
 * A guard over real paths, so that a link does not lead out.
 * @param folders What may be read, absolute, with slashes.
 */
export function createGuard(folders: readonly string[]): Guard {
  const allowed = folders.map(real)
  return function guard(file) {
    const path = real(file)
    if (allowed.some((folder) => isInside(folder, path))) return
    throw new PaintoutError(
      'not-allowed',
      `Expected a file inside the project, got \`${file}\`, which is \`${path}\`. Name its folder in \`fsAllow\`, or in \`server.fs.allow\` of Vite.`,
      { by: 'vite' },
    )
  }
}

/** Synchronous, as `isFile`: a build asks thousands of times. A file that is not there is read by nobody. */
function real(path: string): string {
  try {
    return toSlashes(realpathSync.native(path))
  } catch {
    return path
  }
}
