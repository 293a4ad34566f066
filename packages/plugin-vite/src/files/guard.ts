import { PaintoutError } from '@paintout/core/schemas'
import { type Looks, real } from './looks.ts'
import { isInside } from './paths.ts'

/** Refuses files that the project may not read. */
export type Guard = (file: string) => void

/**
 * A guard over real paths, so that a link does not lead out.
 * @param folders What may be read, absolute, with slashes.
 */
export function createGuard(folders: readonly string[], looks: Looks): Guard {
  const allowed = folders.map(real)
  return function guard(file) {
    const path = looks.at(file)?.realPath ?? file
    if (allowed.some((folder) => isInside(folder, path))) return
    throw new PaintoutError(
      'not-allowed',
      `Expected a file inside the project, got \`${file}\`, which is \`${path}\`. Name its folder in \`fsAllow\`, or in \`server.fs.allow\` of Vite.`,
      { by: 'vite' },
    )
  }
}
