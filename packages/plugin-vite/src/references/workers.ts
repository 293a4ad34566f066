import type { Plugin, PluginOption, UserConfig } from 'vite'

/**
 * What is to be merged into `worker.plugins`: the bundles of workers have none of the page's plugins. A user who names ours
 * there keeps their own.
 * @param plugin Without hooks that change a configuration: the page's is the worker's too.
 */
export function workerPlugins(config: UserConfig, plugin: Plugin): () => PluginOption[] {
  const given = config.worker?.plugins
  return () => [unlessNamed(typeof given === 'function' ? given() : (given ?? []), plugin)]
}

async function unlessNamed(options: PluginOption[], plugin: Plugin): Promise<Plugin[]> {
  return (await hasName(options, plugin.name)) ? [] : [plugin]
}

async function hasName(option: PluginOption, name: string): Promise<boolean> {
  const plugin = await option
  if (!Array.isArray(plugin)) return plugin ? plugin.name === name : false
  return (await Promise.all(plugin.map((each) => hasName(each, name)))).some(Boolean)
}
