import { posix } from 'node:path'
import { blame } from '../asking/blame.ts'
import { decodePath, splitReference } from '../files/paths.ts'
import { isPhotoPath, photoReference } from '../files/photo-types.ts'
import { grant, type Project, publicFile } from '../project.ts'

/** A reference in a text: what it says, and where. */
export interface Found {
  /** As the author means it: entities and escapes resolved. */
  readonly reference: string
  /** The file that says it, without a query. */
  readonly importer: string
  readonly line?: number | undefined
}

export interface Rewritten {
  /** What the reference is to lead to. */
  readonly file: string
  /** What of the query is others', with `?`, and the hash. */
  readonly rest: string
  /** What it hangs on. */
  readonly files: readonly string[]
}

/**
 * Cleans the photo that a reference in a text names, and says what to write there instead; undefined where the text may
 * stay. A file of the public folder stays in its place, unless the reference itself asks for something.
 */
export async function rewrite(project: Project, found: Found): Promise<Rewritten | undefined> {
  const { reference, importer, line } = found
  if (!photoReference.test(reference) || isElsewhere(reference)) return undefined
  const { path, query, hash } = splitReference(reference)
  const decoded = decodePath(path)
  // A script may mean the `%` of a file's name, which Vite leaves as it is there.
  const names = decoded === path ? [path] : [decoded, path]
  const photo =
    (await locate(project, names[0]!, importer)) ?? (names[1] && (await locate(project, names[1], importer)))
  if (!photo) return undefined
  try {
    const granted = await grant(project, photo.file, query)
    if (!granted || (photo.isPublic && granted.wish.asked?.by !== 'query' && !granted.wish.isOriginal)) return undefined
    const { rest } = granted.wish
    return { file: granted.file, rest: (rest ? `?${rest}` : '') + hash, files: granted.files }
  } catch (error) {
    throw blame(error, { file: project.nameOf(importer), line, reference })
  }
}

interface Located {
  readonly file: string
  readonly isPublic: boolean
}

async function locate(project: Project, path: string, importer: string): Promise<Located | undefined> {
  const shared = publicFile(project, path)
  if (shared) return { file: shared, isPublic: true }
  const file = path.startsWith('/') ? posix.join(project.root, path) : posix.join(posix.dirname(importer), path)
  if (project.looks.at(file)) return { file, isPublic: false }
  const resolved = await project.resolve(path, importer)
  return resolved && isPhotoPath(resolved) && project.looks.at(resolved)
    ? { file: resolved, isPublic: false }
    : undefined
}

/** Another host, or bytes. */
function isElsewhere(reference: string): boolean {
  return /^(?:[a-z][a-z\d+.-]+:|\/\/)/i.test(reference)
}
