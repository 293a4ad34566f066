import type { Rollup } from 'vite'
import { nameInProject } from '../files/paths.ts'
import type { Project } from '../project.ts'

type Named = Record<string, unknown>

/** Manifests name the user's files, not the cache's. */
export function restoreManifests(project: Project, bundle: Rollup.OutputBundle): void {
  const manifests = manifestNames(project)
    .map((name) => bundle[name])
    .filter((output) => output?.type === 'asset')
  if (manifests.length === 0) return
  const names = namesOf(project)
  for (const output of manifests) {
    const text = typeof output.source === 'string' ? output.source : new TextDecoder().decode(output.source)
    output.source = JSON.stringify(restore(JSON.parse(text), names), null, 2)
  }
}

/** The photo by the name of its cleaned file. Two ways to clean one photo are told apart by the key. */
function namesOf({ records, root }: Project): ReadonlyMap<string, string> {
  const finished = [...records.finished.values()]
  const times = new Map<string, number>()
  for (const { asked } of finished) times.set(asked.photo, (times.get(asked.photo) ?? 0) + 1)
  return new Map(
    finished.map(({ asked, path, key }) => {
      const name = nameInProject(root, asked.photo)
      return [nameInProject(root, path), times.get(asked.photo) === 1 ? name : `${name}?paintout=${key}`]
    }),
  )
}

function manifestNames({ config }: Project): readonly string[] {
  const { manifest, ssrManifest } = config.build
  return [
    typeof manifest === 'string' ? manifest : '.vite/manifest.json',
    typeof ssrManifest === 'string' ? ssrManifest : '.vite/ssr-manifest.json',
  ]
}

function restore(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return restoreName(value, names)
  if (Array.isArray(value)) return value.map((each) => restore(each, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value as Named).map(([name, each]) => [restoreName(name, names), restore(each, names)]),
  )
}

/** A name may have a query behind it. */
function restoreName(name: string, names: ReadonlyMap<string, string>): string {
  const [path = '', ...query] = name.split('?')
  const photo = names.get(path)
  return photo === undefined ? name : [photo, ...query].join('?')
}
