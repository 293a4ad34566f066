import { mkdir } from 'node:fs/promises'
import { posix, resolve } from 'node:path'
import type { Environment, ResolvedConfig } from 'vite'
import writeFileAtomic from 'write-file-atomic'
import { type Asking, createAsking, type Wish } from './asking/create-asking.ts'
import { createMaskReferences, type MaskReferences } from './asking/mask-references.ts'
import { createRules } from './asking/rules.ts'
import { defaultSideCar } from './asking/side-car.ts'
import { filesOf } from './cleaning/asked.ts'
import { type Cleaned, type Cleaner, createCleaner } from './cleaning/cleaner.ts'
import { createDigests, type Digests } from './cleaning/digests.ts'
import { createPipeline, type Pipeline } from './cleaning/pipeline.ts'
import { createSpending } from './cleaning/spending.ts'
import { usesOf } from './cleaning/uses.ts'
import { createGuard } from './files/guard.ts'
import { createLooks, type Looks } from './files/looks.ts'
import { nameInProject, toSlashes } from './files/paths.ts'
import { onFirst } from './on-first.ts'
import type { PaintoutOptions } from './options.ts'
import { createProgress, type Progress } from './saying/progress.ts'
import { createRecords, type Records } from './saying/records.ts'

/** What one resolved configuration of Vite knows. All paths are absolute, with slashes. */
export interface Project {
  readonly config: ResolvedConfig
  readonly options: PaintoutOptions
  readonly root: string
  /** Empty where there is none. */
  readonly publicDir: string
  /** Cleaned photos, and what is known of files. */
  readonly cache: string
  /** What is built. */
  readonly outDirs: readonly string[]
  readonly sideCar: string | undefined
  readonly references: MaskReferences
  readonly asking: Asking
  readonly cleaner: Cleaner
  readonly pipeline: Pipeline
  readonly digests: Digests
  readonly looks: Looks
  readonly progress: Progress
  readonly records: Records
  /** The file that a name leads to by alias or as a package's; undefined where Vite finds none. */
  resolve(name: string, importer: string): Promise<string | undefined>
  /** How messages name a file. */
  nameOf(file: string): string
  /** The build of an environment begins: files may be others than in the last. */
  begin(environment: Environment): void
  /** The build of an environment is done: after the last, what was done is said and kept. */
  finish(environment: Environment): Promise<void>
  /** The dev server ends: what is under way is given up. */
  stop(): Promise<void>
}

export async function createProject(config: ResolvedConfig, options: PaintoutOptions): Promise<Project> {
  const root = toSlashes(config.root)
  const cache = posix.join(toSlashes(resolve(config.root, config.cacheDir)), 'paintout')
  const publicDir = toSlashes(config.publicDir)
  const outDirs = outDirsOf(config)
  const sideCar = sideCarSuffix(options.sidecar)
  const ending = new AbortController()
  const records = createRecords(posix.join(cache, 'report.json'), root)
  const progress = createProgress(config, root)
  const looks = createLooks(config.command === 'build')
  const digests = createDigests(posix.join(cache, 'digests.json'), looks)
  const uses = usesOf(options)
  const spending = createSpending(uses, options, root)
  // Somebody has loaded these already: what is wrong with them is said before the first photo.
  if (options.use !== undefined) await spending.check()
  const payingLine = onFirst(async () => {
    const { createPayingLine } = await import('./saying/paying.ts')
    return createPayingLine(options, root, (line) => config.logger.info(`[paintout] ${line}`))
  })
  const pipeline = createPipeline({
    uses,
    before: spending.use,
    async meet(processor) {
      await spending.watch(processor)
      records.listen(processor)
      processor.hooks.progress.tap('vite', await payingLine())
    },
  })
  const resolver = config.createResolver({ preferRelative: true, extensions: [], tryIndex: false })
  const find = async (name: string, importer: string) => {
    const found = await resolver(name, importer).catch(() => undefined)
    return found === undefined ? undefined : toSlashes(found).replace(/[?#].*$/, '')
  }
  const references = createMaskReferences({
    suffix: sideCar ?? defaultSideCar,
    root,
    publicDir,
    without: [
      ...outDirs,
      cache,
      ...[config.configFile ?? [], config.configFileDependencies].flat().map((file) => toSlashes(file)),
    ],
    resolve: find,
  })
  const said = new Set<string>()
  const running = new Set<Environment>()
  await mkdir(cache, { recursive: true })

  const cleaner = createCleaner({
    cache,
    digests,
    pipeline,
    signal: ending.signal,
    ...(options.report
      ? { onMade: async (...made) => (await import('./saying/report-page.ts')).keepSeen(...made) }
      : {}),
    onStart: progress.start,
    onEnd: progress.end,
  })

  /** Beside what is built, not in it: it shows the photos as they were. */
  async function writeReport(): Promise<void> {
    const { makeReportPage } = await import('./saying/report-page.ts')
    const path = posix.join(posix.dirname(outDirs[0]!), 'paintout-report.html')
    await writeFileAtomic(path, await makeReportPage(records, root))
    config.logger.info(`[paintout] before, mask and after: ${nameInProject(root, path)}`)
  }

  return {
    config,
    options,
    root,
    publicDir,
    cache,
    outDirs,
    sideCar,
    references,
    pipeline,
    digests,
    looks,
    progress,
    records,
    asking: createAsking({
      root,
      cache,
      sideCar,
      ruleFor: createRules(options.rules ?? [], root),
      references,
      guard: createGuard(
        [root, ...config.server.fs.allow, ...(options.fsAllow ?? []).map((folder) => resolve(root, folder))].map(
          (folder) => toSlashes(folder),
        ),
        looks,
      ),
      looks,
      warn(code, message) {
        if (said.has(message)) return
        said.add(message)
        config.logger.warn(`[paintout] ${message} (${code})`)
      },
    }),
    cleaner,
    resolve: find,
    nameOf: (file) => nameInProject(root, file),
    begin(environment) {
      looks.forget()
      references.forget()
      // Nobody closes a build that failed while Vite watches: it begins again.
      running.delete(environment)
      if (running.size === 0) records.begin()
      running.add(environment)
    },
    async finish(environment) {
      running.delete(environment)
      if (running.size > 0) return
      await cleaner.rest()
      progress.clear()
      for (const warning of records.takeWarnings()) config.logger.warn(`[paintout] ${warning}`)
      const summary = await records.finish()
      if (summary) config.logger.info(`[paintout] ${summary}`)
      if (options.report && summary) await writeReport()
      await Promise.all([digests.save(), pipeline.close()])
    },
    async stop() {
      ending.abort()
      await cleaner.rest()
      await Promise.all([digests.save(), pipeline.close()])
    },
  }
}

/** A wish together with its file: the cleaned one, the photo as it is, or none where nobody asks for anything. */
export interface Granted {
  readonly wish: Wish
  /** What the reference is to lead to. */
  readonly file: string
  /** What it hangs on. */
  readonly files: readonly string[]
}

/** Does what a reference wants, and says which file it is to lead to; undefined where it may stay as it is. */
export async function grant(project: Project, photo: string, query: string): Promise<Granted | undefined> {
  const wish = await project.asking(photo, query)
  if (wish.isOriginal) {
    project.records.showOriginal(photo)
    return { wish, file: photo, files: [photo] }
  }
  if (!wish.asked) return undefined
  const cleaned = await clean(project, wish.asked)
  return { wish, file: cleaned.path, files: filesOf(wish.asked) }
}

export async function clean(project: Project, asked: NonNullable<Wish['asked']>): Promise<Cleaned> {
  const finished = await project.cleaner.clean(asked)
  project.records.add(finished)
  return finished
}

/** A file of the public folder by its URL path; undefined where there is none. */
export function publicFile({ publicDir, looks }: Project, path: string): string | undefined {
  if (!publicDir || !path.startsWith('/')) return undefined
  const file = posix.join(publicDir, path)
  return looks.at(file) ? file : undefined
}

function sideCarSuffix(sidecar: PaintoutOptions['sidecar'] = true): string | undefined {
  if (typeof sidecar === 'string') return sidecar
  return sidecar ? defaultSideCar : undefined
}

function outDirsOf(config: ResolvedConfig): readonly string[] {
  const builds = [config.build, ...Object.values(config.environments).map(({ build }) => build)]
  return [...new Set(builds.map(({ outDir }) => toSlashes(resolve(config.root, outDir))))]
}
