import { resolve } from 'node:path'
import type { Plugin as PostcssPlugin, ProcessOptions } from 'postcss'
import loadConfig from 'postcss-load-config'
import { type CSSOptions, searchForWorkspaceRoot, type UserConfig } from 'vite'

type PostcssOptions = Exclude<CSSOptions['postcss'], string | undefined>

/**
 * What is to be merged into `css.postcss` to have a plugin behind the user's. Vite no longer looks for those once a plugin
 * is in its configuration: what it would have found is loaded here, from the same places. The configuration stays as it
 * is: its parts may be another build's too.
 */
export async function postcssWith(config: UserConfig, plugin: PostcssPlugin): Promise<PostcssOptions> {
  const given = config.css?.postcss
  if (typeof given === 'object') return { plugins: [plugin] }
  const root = resolve(config.root ?? '.')
  const found = await load(given ?? root, root)
  const plugins = [...((found?.plugins ?? []) as PostcssPlugin[]), plugin]
  return { ...(found?.options as ProcessOptions), plugins }
}

async function load(path: string, root: string) {
  try {
    return await loadConfig({}, path, { stopDir: searchForWorkspaceRoot(root) })
  } catch (error) {
    if ((error as Error).message.includes('No PostCSS Config found')) return undefined
    throw error
  }
}
