import { resolve } from 'node:path'
import type { Plugin as PostcssPlugin, ProcessOptions } from 'postcss'
import loadConfig from 'postcss-load-config'
import { searchForWorkspaceRoot, type UserConfig } from 'vite'

/**
 * Adds a plugin behind the user's, which Vite no longer looks for once a plugin is in its configuration: what it would
 * have found is loaded here, from the same places.
 */
export async function addPostcssPlugin(config: UserConfig, plugin: PostcssPlugin): Promise<void> {
  config.css ??= {}
  const given = config.css.postcss
  if (typeof given === 'object') {
    config.css.postcss = { ...given, plugins: [...(given.plugins ?? []), plugin] }
    return
  }
  const root = resolve(config.root ?? '.')
  const found = await load(given ?? root, root)
  const plugins = [...((found?.plugins ?? []) as PostcssPlugin[]), plugin]
  config.css.postcss = { ...(found?.options as ProcessOptions), plugins }
}

async function load(path: string, root: string) {
  try {
    return await loadConfig({}, path, { stopDir: searchForWorkspaceRoot(root) })
  } catch (error) {
    if ((error as Error).message.includes('No PostCSS Config found')) return undefined
    throw error
  }
}
