import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Plugin as PostcssPlugin, ProcessOptions } from 'postcss'
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
  const stopDir = searchForWorkspaceRoot(root)
  if (!(await mayHaveConfig(path, stopDir))) return undefined
  try {
    const { default: loadConfig } = await import('postcss-load-config')
    return await loadConfig({}, path, { stopDir })
  } catch (error) {
    if ((error as Error).message.includes('No PostCSS Config found')) return undefined
    throw error
  }
}

/** One look into each folder, where the loader tries every name of a configuration in turn. */
async function mayHaveConfig(folder: string, stopDir: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => undefined)
  // It may be named by its file.
  if (!names || names.some((name) => /^\.?postcss/.test(name))) return true
  if (names.includes('package.json')) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '')
    if (text.includes('"postcss"')) return true
  }
  return folder !== stopDir && dirname(folder) !== folder && mayHaveConfig(dirname(folder), stopDir)
}
