import { realpath } from 'node:fs/promises'
import { PaintoutError } from '@paintout/core'
import { isInside, toSlashes } from './paths.ts'

/** Refuses files that the project may not read. */
export type Guard = (file: string) => Promise<void>

/**
 * A guard over real paths, so that a link does not lead out.
 * @param folders What may be read, absolute, with slashes.
 */
export function createGuard(folders: readonly string[]): Guard {
  const allowed = Promise.all(folders.map(real))
  return async function guard(file) {
    const path = await real(file)
    if ((await allowed).some((folder) => isInside(folder, path))) return
    throw new PaintoutError(
      'not-allowed',
      `Expected a file inside the project, got \`${file}\`, which is \`${path}\`. Name its folder in \`fsAllow\`, or in \`server.fs.allow\` of Vite.`,
      { by: 'vite' },
    )
  }
}

async function real(path: string): Promise<string> {
  return toSlashes(await realpath(path).catch(() => path))
}
