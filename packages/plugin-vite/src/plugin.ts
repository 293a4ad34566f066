import type { Environment, Plugin, ResolvedConfig, Rollup } from 'vite'
import { serveCleaned } from './dev/serve.ts'
import { serveReport } from './dev/serve-report.ts'
import { createShowing } from './dev/showing.ts'
import type { Showing } from './dev/shown.ts'
import { updateHot } from './dev/update.ts'
import { splitReference, toSlashes } from './files/paths.ts'
import { mentionsPhoto, photoReference } from './files/photo-types.ts'
import { checkPluginOptions, type PaintoutOptions } from './options.ts'
import { createProject, type Project } from './project.ts'
import { restoreManifests } from './references/manifest.ts'
import { blameImport, resolvePhoto } from './references/modules.ts'
import { createNeighbours, type Neighbours } from './references/neighbours.ts'
import { mentionsNewUrl, rewriteNewUrls } from './references/new-url.ts'
import { postcssPlugin } from './references/postcss.ts'
import { postcssWith } from './references/postcss-config.ts'
import { cleanPublicCopies, publicWishes } from './references/public-files.ts'
import { assertCleaned } from './references/safety-net.ts'
import { tellOfPhotos } from './references/user-functions.ts'
import { workerPlugins } from './references/workers.ts'

const script = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)(?:$|\?)/
const style = /\.(?:css|pcss|postcss|scss|sass|less|styl(?:us)?)(?:$|\?)/
const page = /\.html$/

/** A cheap look, so that Vite calls us for few modules. */
const mentionsPictureOrImport = /url\(|image-set\(|@import|@use|@require/i

/**
 * Cleans every image of a Vite project that a query, a side-car or a rule asks for: in a build each reference leads to a
 * cleaned file of the same name, in the dev server the photo's own URL answers with cleaned bytes.
 * @throws `invalid-option`, `unknown-option`
 */
export function paintout(options: PaintoutOptions = {}): Plugin[] {
  checkPluginOptions(options)
  // One plugin may serve several configurations: a restarted server, a framework's server beside its build.
  const projects = new WeakMap<ResolvedConfig, Project>()
  const showings = new WeakMap<Project, Showing>()
  const neighbours = new WeakMap<Environment, Neighbours>()
  let latest: Project
  const projectOf = ({ environment }: { environment: Environment }) =>
    projects.get(environment.getTopLevelConfig()) ?? latest

  const neighboursOf = (project: Project, environment: Environment) => {
    const known = neighbours.get(environment) ?? createNeighbours(project, environment)
    neighbours.set(environment, known)
    return known
  }

  const main: Plugin = {
    name: 'paintout',
    enforce: 'pre',

    config: {
      order: 'post',
      async handler(config, { command }) {
        if (command !== 'build') return undefined
        const { config: _, ...inWorkers } = main
        const worker = { plugins: workerPlugins(config, inWorkers) }
        if (config.css?.transformer === 'lightningcss') return { worker }
        const plugin = postcssPlugin(() => latest)
        return { worker, css: { postcss: await postcssWith(config, plugin) } }
      },
    },

    async configResolved(config) {
      const page = pageOf(config)
      const known = page && projects.get(page)
      if (!known) {
        latest = await createProject(config, options)
        tellOfPhotos(latest)
      }
      projects.set(config, known ?? latest)
    },

    async buildStart() {
      const project = projectOf(this)
      if (project.config.command !== 'build' || isWorker(this.environment)) return
      project.begin(this.environment)
      if (!this.meta.watchMode) return
      for (const { files } of await publicWishes(project)) watch(this, files)
    },

    resolveId: {
      order: 'pre',
      filter: { id: photoReference },
      async handler(source, importer, settings) {
        if (source.startsWith('\0')) return null
        const project = projectOf(this)
        const near = neighboursOf(project, this.environment)(source, importer)
        const resolved = near ?? (await this.resolve(source, importer, { ...settings, skipSelf: true }))
        if (!resolved || resolved.external) return resolved
        const showing = showings.get(project)
        const where = importer && toSlashes(importer)
        try {
          if (showing) return await showing.resolve(resolved)
          const cleaned = await resolvePhoto(project, resolved, where)
          watch(this, cleaned?.files)
          return cleaned?.resolved ?? resolved
        } catch (error) {
          throw await blameImport(project, error, source, where)
        }
      },
    },

    transform: {
      order: 'pre',
      filter: { id: [script, style], code: [mentionsNewUrl, mentionsPictureOrImport] },
      async handler(code, id) {
        const project = projectOf(this)
        const { command, css } = project.config
        const isStyle = style.test(id)
        if (command !== 'build' || (isStyle && css.transformer !== 'lightningcss')) return null
        // On a server Vite leaves a new URL to the file beside the module.
        if (!isStyle && this.environment.config.consumer !== 'client') return null
        const rewritten = await (isStyle
          ? (await import('./references/lightningcss.ts')).rewriteLightningStyle(project, code, id)
          : rewriteNewUrls(project, code, splitReference(id).path))
        watch(this, rewritten?.files)
        return rewritten && { code: rewritten.code, map: rewritten.map }
      },
    },

    generateBundle: {
      order: 'post',
      async handler({ dir }, bundle, isWrite) {
        const project = projectOf(this)
        restoreManifests(project, bundle)
        await assertCleaned(project, bundle)
        // Vite has copied the folder before. A hook of its own would have the bundler tell of every file once more.
        const { copyPublicDir } = this.environment.config.build
        if (isWrite && dir !== undefined && copyPublicDir) await cleanPublicCopies(project, toSlashes(dir))
      },
    },

    async closeBundle() {
      const project = projectOf(this)
      if (isWorker(this.environment)) return
      await (project.config.command === 'build' ? project.finish(this.environment) : project.stop())
    },

    configureServer(server) {
      const project = projects.get(server.config) ?? latest
      const showing = createShowing(project, server)
      showings.set(project, showing)
      server.middlewares.use(serveCleaned(project, showing))
      if (project.options.report) server.middlewares.use(serveReport(project))
    },

    hotUpdate(update) {
      const project = projectOf(this)
      const showing = showings.get(project)
      return showing && updateHot(project, showing, update, this.environment)
    },
  }

  /**
   * Pages are modules of a build. `transformIndexHtml` could not say what a page hangs on, and frameworks that render pages
   * by themselves warn of it.
   */
  const pages: Plugin = {
    name: 'paintout:pages',
    enforce: 'pre',
    transform: {
      order: 'pre',
      filter: { id: page, code: mentionsPhoto },
      async handler(html, id) {
        const project = projectOf(this)
        if (project.config.command !== 'build') return null
        // A parser of pages is loaded for those that need it.
        const { rewriteHtml } = await import('./references/html.ts')
        const rewritten = await rewriteHtml(project, html, toSlashes(id))
        watch(this, rewritten?.files)
        return rewritten && { code: rewritten.code, map: null }
      },
    },
  }
  return [main, pages]
}

/** The configuration whose modules begin a worker; undefined where it is a page's. Vite's types leave it out. */
function pageOf(config: ResolvedConfig): ResolvedConfig | null | undefined {
  return (config as ResolvedConfig & { readonly mainConfig?: ResolvedConfig | null }).mainConfig
}

/** A worker is built in the midst of its page's build. */
function isWorker(environment: Environment): boolean {
  return Boolean(pageOf(environment.getTopLevelConfig()))
}

/** Where nobody watches, telling the bundler of each file would be a good part of a warm build. */
function watch(context: Pick<Rollup.PluginContext, 'meta' | 'addWatchFile'>, files: readonly string[] = []): void {
  if (context.meta.watchMode) for (const file of files) context.addWatchFile(file)
}
