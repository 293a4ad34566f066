import { preprocessCSS, type ResolvedConfig } from 'vite'

/** Languages that are compiled to CSS, of files and of the styles of components. */
export const preprocessed = /\.(?:scss|sass|less|styl(?:us)?)(?:$|\?)/
/** The only one whose compiler does not take plain CSS too. */
export const indented = /\.sass(?:$|\?)/

const configs = new WeakMap<ResolvedConfig, ResolvedConfig>()

/**
 * A style in plain CSS, its partials in it and their `url()`s named from its file. The compiler runs over the result once
 * more, to no effect: for Lightning CSS there is no other place between the two.
 */
export async function preprocess(config: ResolvedConfig, code: string, id: string) {
  const plain = configs.get(config) ?? {
    ...config,
    css: { ...config.css, transformer: 'postcss' as const, postcss: { plugins: [] } },
  }
  configs.set(config, plain)
  // As no CSS module: its names are Lightning CSS's to make.
  const { code: css, deps } = await preprocessCSS(code, id.replace('.module.', '.'), plain)
  return { css, files: [...(deps ?? [])] }
}
