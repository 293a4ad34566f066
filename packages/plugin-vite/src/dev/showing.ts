import type { ViteDevServer } from 'vite'
import { type Asked, filesOf } from '../cleaning/asked.ts'
import { createCleaner } from '../cleaning/cleaner.ts'
import { createPipeline } from '../cleaning/pipeline.ts'
import { usesOf } from '../cleaning/uses.ts'
import { isFile } from '../files/looks.ts'
import { isInside, splitReference } from '../files/paths.ts'
import { clean, type Project, publicFile } from '../project.ts'
import { createSettling } from './settle.ts'
import type { Showing } from './shown.ts'
import { reloadPhotos, updateSettled } from './update.ts'

/** Keys of a query with which a module is still an address, not bytes. */
const addressKeys = new Set(['', 'url', 'no-inline', 'import', 't', 'v'])

/** Plugins of frameworks that make more of an import than an address, from the file itself. */
const fileReaders = ['astro:assets:esm']

export function createShowing(project: Project, server: ViteDevServer): Showing {
  const { cleaner, pipeline, options, root, config, records } = project
  const mode = options.dev ?? 'local'
  const hanging = new Map<string, Set<string>>()
  const modules = new Map<string, Set<string>>()
  const areFilesRead = config.plugins.some(({ name }) => fileReaders.includes(name))
  let standIn: ReturnType<typeof createStandIn> | undefined

  async function waits(): Promise<boolean> {
    return mode === 'engine' || (mode === 'local' && (await pipeline.isLocal()))
  }

  async function fill(asked: Asked): Promise<void> {
    try {
      await clean(project, asked)
      say()
      reloadPhotos(project, showing, [asked.photo])
    } catch (error) {
      if (config.logger.hasErrorLogged(error as Error)) return
      const { message, stack = '' } = error as Error
      config.logger.error(`[paintout] ${message}`, { timestamp: true, error: error as Error })
      server.environments.client.hot.send({ type: 'error', err: { message, stack, plugin: 'paintout' } })
    }
  }

  function say(): void {
    for (const warning of records.takeWarnings()) config.logger.warn(`[paintout] ${warning}`)
  }

  function hang(asked: Asked): void {
    for (const file of filesOf(asked)) {
      addTo(hanging, file, asked.photo)
      if (!isInside(root, file)) server.watcher.add(file)
    }
  }

  const showing: Showing = {
    server,
    async show(asked) {
      hang(asked)
      const { path, key } = await cleaner.locate(asked)
      if (isFile(path)) {
        records.add({ asked, path, key, report: undefined })
        return { path, key }
      }
      if (await waits()) {
        await clean(project, asked)
        say()
        return { path, key }
      }
      void fill(asked)
      if (mode === 'original' || asked.masks.length === 0) return { path: asked.photo, key: `${key}-original` }
      standIn ??= createStandIn(project)
      const stand = await standIn.clean(asked)
      return { path: stand.path, key: stand.key }
    },
    async resolve(resolved) {
      const { path, query } = splitReference(resolved.id)
      const photo = isFile(path) ? path : publicFile(project, path)
      if (!photo) return resolved
      const { asked, rest } = await project.asking(photo, query)
      if (!asked) return resolved
      hang(asked)
      const isAddress = rest.split('&').every((part) => addressKeys.has(part.split('=', 1)[0]!))
      if (isAddress && !areFilesRead) return resolved
      const shown = await showing.show(asked)
      addTo(modules, photo, shown.path)
      return { ...resolved, id: shown.path + (rest ? `?${rest}` : '') }
    },
    photosOf: (file) => hanging.get(file) ?? new Set(),
    modulesOf: (photo) => modules.get(photo) ?? new Set(),
    settle: createSettling((file) => void updateSettled(project, showing, file)),
  }
  return showing
}

/** The local engine in place of a slow one. */
function createStandIn({ cache, digests }: Project) {
  const pipeline = createPipeline({ uses: usesOf({ engine: 'local' }) })
  return createCleaner({ cache, digests, pipeline, signal: new AbortController().signal })
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.set(key, (sets.get(key) ?? new Set()).add(value))
}
