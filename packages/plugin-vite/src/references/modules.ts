import { readFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { PaintoutError } from '@paintout/core/schemas'
import type { Rollup } from 'vite'
import { blame, lineAt } from '../asking/blame.ts'
import { isSideCarPath, photosBeside } from '../asking/side-car.ts'
import { splitReference } from '../files/paths.ts'
import { type Granted, grant, type Project } from '../project.ts'

/**
 * Imports of every kind: static, dynamic, `?url`, `?inline`, by alias, from outside of the root, by `import.meta.glob`,
 * and whatever other plugins do with the rest of a query. The module is the cleaned file.
 */
export async function resolvePhoto(
  project: Project,
  resolved: Rollup.PartialResolvedId,
  importer: string | undefined,
): Promise<{ readonly resolved: Rollup.PartialResolvedId; readonly files: readonly string[] } | undefined> {
  const { path, query } = splitReference(resolved.id)
  const photo = fileOf(project, path)
  if (!photo) return undefined
  await refuseShownSideCar(project, photo, importer)
  const granted = await grantModule(project, photo, query)
  if (!granted) return undefined
  const { rest } = granted.wish
  return { resolved: { ...resolved, id: granted.file + (rest ? `?${rest}` : '') }, files: granted.files }
}

/** A file of the public folder is cleaned where it is copied to, unless the import itself asks for something. */
async function grantModule(project: Project, photo: string, query: string): Promise<Granted | undefined> {
  const granted = await grant(project, photo, query)
  const isPublic = project.publicDir !== '' && photo.startsWith(`${project.publicDir}/`)
  return isPublic && granted?.wish.asked?.by !== 'query' && !granted?.wish.isOriginal ? undefined : granted
}

/** What Vite resolves to may be a path in the public folder, as `/photo.jpg`. */
function fileOf({ publicDir, looks }: Project, path: string): string | undefined {
  if (looks.at(path)) return path
  const shared = publicDir && posix.join(publicDir, path)
  return shared && looks.at(shared) ? shared : undefined
}

/** The project's sources were read as text; here a module says what they did not. */
async function refuseShownSideCar(project: Project, file: string, importer: string | undefined): Promise<void> {
  const { sideCar, references, asking, records, looks, nameOf } = project
  if (sideCar === undefined || !isSideCarPath(file, sideCar) || (await references.referrerOf(file))) return
  const photo = photosBeside(file, sideCar).find((each) => looks.at(each))
  if (!photo || records.isOriginalShown(photo) || (await asking(photo, '')).asked?.by !== 'side-car') return
  throw new PaintoutError(
    'invalid-mask',
    `Expected ${nameOf(file)} to be the mask of ${nameOf(photo)} or a picture of its own, got both: ${importer ? nameOf(importer) : 'an entry'} imports it. Leave it out of the import, or name it otherwise and say \`mask\` where the photo is used.`,
    { by: 'vite' },
  )
}

/** Adds to an error where the import stands. */
export async function blameImport(project: Project, error: unknown, source: string, importer: string | undefined) {
  if (importer === undefined) return error
  const { path } = splitReference(importer)
  const text = await readFile(path, 'utf8').catch(() => '')
  return blame(error, { file: project.nameOf(path), line: lineAt(text, text.indexOf(source)), reference: source })
}
