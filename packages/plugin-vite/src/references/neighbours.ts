import { isAbsolute, posix } from 'node:path'
import type { Environment, Plugin, ResolvedConfig, Rollup } from 'vite'
import { splitReference, toSlashes } from '../files/paths.ts'
import type { Project } from '../project.ts'

/** What an import leads to, where that can be said without Vite's resolver. */
export type Neighbours = (source: string, importer: string | undefined) => Rollup.PartialResolvedId | undefined

/**
 * A relative path leads to the file beside its module, unless somebody has another idea: a plugin, an alias, a link, a
 * package. Asking Vite costs more than all else that a warm build does for a photo.
 */
export function createNeighbours({ config, looks }: Project, environment: Environment): Neighbours {
  if (config.command !== 'build' || isExternalAsked(config, environment)) return () => undefined
  const others = environment.plugins.filter((plugin) => comesBefore(plugin))
  return function neighbour(source, importer) {
    if (importer === undefined || !/^\.\.?\/[^#\0]+$/.test(source)) return undefined
    if (isAlias(config, source) || others.some((plugin) => mayResolve(plugin, source))) return undefined
    const module = toSlashes(splitReference(importer).path)
    if (!isAbsolute(module) || module.includes('/node_modules/') || !looks.at(module)) return undefined
    const { path, query } = splitReference(source)
    const file = posix.join(posix.dirname(module), path)
    if (looks.at(file)?.realPath !== file) return undefined
    return { id: query ? `${file}?${query}` : file }
  }
}

function isExternalAsked(config: ResolvedConfig, { name }: Environment): boolean {
  const { rollupOptions } = config.environments[name]?.build ?? config.build
  return rollupOptions.external !== undefined
}

/** Vite's own have no say before its resolver, and those behind it are not asked about a file that is there. */
function comesBefore({ name, enforce, resolveId }: Plugin): boolean {
  const order = typeof resolveId === 'object' ? resolveId.order : undefined
  return resolveId !== undefined && !name.startsWith('paintout') && (enforce === 'pre' || order === 'pre')
}

/** What a filter lets pass for certain is no matter of that plugin. */
function mayResolve({ resolveId }: Plugin, source: string): boolean {
  const filter = typeof resolveId === 'object' ? resolveId.filter?.id : undefined
  return !(filter instanceof RegExp) || source.search(filter) >= 0
}

function isAlias({ resolve }: ResolvedConfig, source: string): boolean {
  return resolve.alias.some(({ find }) =>
    typeof find === 'string' ? `${source}/`.startsWith(`${find.replace(/\/$/, '')}/`) : source.search(find) >= 0,
  )
}
