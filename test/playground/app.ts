import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeMask, writePhoto } from './pictures.ts'

export const appNames = ['modules', 'pages', 'styles', 'sass', 'public-folder'] as const
export type AppName = (typeof appNames)[number]

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Photos with this name are asked for as they are. */
export const original = 'original'

/** A photo that an app's sources name. Its name is the kind of its reference. */
interface NamedPhoto {
  readonly kind: string
  /** From the app's folder. */
  readonly path: string
  /** Whether its reference says itself what to remove. */
  readonly hasQuery: boolean
}

export interface App {
  readonly root: string
  /** Kinds by their number. */
  readonly kinds: readonly string[]
  remove(): Promise<void>
}

/** A copy of an app in a workspace of its own, with photos and masks painted for it. */
export async function makeApp(name: AppName): Promise<App> {
  const workspace = await mkdtemp(join(tmpdir(), 'paintout-app-'))
  const root = join(workspace, 'app')
  await cp(join(folder, name), root, { recursive: true })
  await writeFile(join(workspace, 'package.json'), '{ "private": true, "workspaces": ["app"] }')
  await writeFile(join(root, 'package.json'), '{ "private": true, "type": "module" }')
  await mkdir(join(root, 'node_modules'))
  const photos = await photosOf(name)
  for (const [number, { path, hasQuery }] of photos.entries()) {
    await writePhoto(join(root, path), number)
    if (!hasQuery) await writeMask(join(root, path.replace(/\.\w+$/, '.mask.png')))
  }
  if (name === 'modules') await writeMask(join(root, 'src/masks/square.svg'))
  return {
    root,
    kinds: photos.map(({ kind }) => kind),
    remove: () => rm(workspace, { recursive: true, force: true }),
  }
}

/** Every kind of reference that an app has. */
export async function kindsOf(name: AppName): Promise<readonly string[]> {
  return (await photosOf(name)).map(({ kind }) => kind).filter((kind) => kind !== original)
}

async function photosOf(name: AppName): Promise<readonly NamedPhoto[]> {
  const files = await readdir(join(folder, name), { recursive: true, withFileTypes: true })
  const found = new Map<string, NamedPhoto>()
  for (const file of files.filter((each) => each.isFile())) {
    const path = join(file.parentPath, file.name)
    const text = (await readFile(path, 'utf8')).replace(/new-url-\$\{name\}/g, 'new-url-template')
    for (const [, reference = '', kind = '', suffix = '', mark] of text.matchAll(
      /((?:[@\w.]*\/)+)([\w -]+)\.(jpg|png|webp)(\?\w+)?/g,
    )) {
      if (found.has(kind)) continue
      const hasQuery = mark !== undefined && !['?url', '?inline', '?original'].includes(mark)
      const glob = kind === 'glob-query'
      found.set(kind, {
        kind,
        path: join(placeOf(name, reference, path), `${kind}.${suffix}`),
        hasQuery: hasQuery || glob,
      })
    }
  }
  return [...found.values()].sort((a, b) => (a.kind < b.kind ? -1 : 1))
}

function placeOf(name: AppName, reference: string, file: string): string {
  if (reference.startsWith('@/')) return join('src', reference.slice(2))
  if (name === 'public-folder') return 'public'
  if (reference.startsWith('/')) return reference.slice(1)
  return join(dirname(file).slice(join(folder, name).length + 1), reference)
}
