import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Engine, type Pluggable, plugin } from '@paintout/core'
import { type PaintoutOptions, paintout } from '@paintout/plugin-vite'
import { build, createLogger, type InlineConfig, type LogOptions, mergeConfig } from 'vite'
import { type CountedEngine, nativeEngine } from '../fixtures/engines.ts'
import { lookAt, type Seen, writeMask, writePhoto } from '../playground/pictures.ts'

/** Text as it is, a number for the photo that says it, `mask` for the mask of its object. */
export type SiteFiles = Readonly<Record<string, string | number>>

/** A small project on disk, with an engine that counts. */
export interface Site {
  readonly root: string
  readonly engine: CountedEngine
  /** What was logged, without colours. */
  readonly said: string[]
  path(name: string): string
  write(files: SiteFiles): Promise<void>
  settings(options?: PaintoutOptions, config?: InlineConfig): InlineConfig
  build(options?: PaintoutOptions, config?: InlineConfig): Promise<void>
  /** What is in a folder of the site, by path from there. */
  outputs(folder?: string): Promise<ReadonlyMap<string, Buffer>>
  /** Pictures in a folder by file name, hashes left out: what each shows. */
  pictures(folder?: string): Promise<Readonly<Record<string, Seen>>>
}

/** An engine as a plugin. */
export function using(engine: Engine): Pluggable {
  return plugin(function counted() {
    this.engine(engine)
    return undefined
  })
}

/** A new site for every test of the suite that calls this. */
export function useSite(): Site {
  const site = { root: '', engine: nativeEngine(), said: [] as string[] }
  beforeEach(async () => {
    Object.assign(site, { root: await mkdtemp(join(tmpdir(), 'paintout-site-')), engine: nativeEngine(), said: [] })
    await write({ 'package.json': '{ "private": true, "type": "module" }' })
    await mkdir(join(site.root, 'node_modules'))
  })
  // A server that was started just now may still be writing.
  afterEach(() => rm(site.root, { recursive: true, force: true, maxRetries: 10 }))

  const path = (name: string) => join(site.root, name)

  async function write(files: SiteFiles): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(path(name)), { recursive: true })
      if (typeof content === 'number') await writePhoto(path(name), content)
      else if (content === 'mask') await writeMask(path(name))
      else await writeFile(path(name), content)
    }
  }

  function settings(options: PaintoutOptions = {}, config: InlineConfig = {}): InlineConfig {
    const use = options.engine === undefined && options.use === undefined ? { use: using(site.engine) } : {}
    const defaults: InlineConfig = {
      root: site.root,
      configFile: false,
      customLogger: listener(site.said),
      // Vite's reporter writes past the logger.
      logLevel: 'warn',
      build: { assetsInlineLimit: 0, target: 'esnext', minify: false },
      server: { port: 0, host: '127.0.0.1' },
      plugins: [paintout({ ...use, ...options })],
    }
    return mergeConfig(defaults, config) as InlineConfig
  }

  async function outputs(folder = 'dist'): Promise<ReadonlyMap<string, Buffer>> {
    const files = await readdir(path(folder), { recursive: true, withFileTypes: true })
    const found = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
    const read = found.map(async (file) => [file.slice(path(folder).length + 1), await readFile(file)] as const)
    return new Map((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  return Object.assign(site, {
    path,
    write,
    settings,
    outputs,
    async build(options?: PaintoutOptions, config?: InlineConfig) {
      await build(settings(options, config))
    },
    async pictures(folder?: string) {
      const found = [...(await outputs(folder))].filter(([name]) => /\.(?:jpg|png|webp)$/.test(name))
      const seen = found.map(async ([name, bytes]) => [nameOf(name), await lookAt(bytes)] as const)
      return Object.fromEntries(await Promise.all(seen))
    },
  }) as Site
}

/** `assets/photo-DYYnMjsY.jpg` as `photo.jpg`. */
function nameOf(path: string): string {
  return path.replace(/^assets\/(.+)-[\w-]{8}(\.\w+)$/, '$1$2')
}

function listener(said: string[]) {
  const logger = createLogger('silent')
  const listen = (message: string, _?: LogOptions) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    said.push(message.replace(/\u001b\[[\d;]*m/g, ''))
  }
  return { ...logger, info: listen, warn: listen, warnOnce: listen, error: listen }
}
