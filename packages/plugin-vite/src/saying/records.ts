import { readFile } from 'node:fs/promises'
import type { Report } from '@paintout/core'
import writeFileAtomic from 'write-file-atomic'
import { type Finished, reportBeside } from '../cleaning/cleaner.ts'
import { digestOf } from '../cleaning/digest-of.ts'
import type { FileProcessor } from '../cleaning/pipeline.ts'
import { nameInProject } from '../files/paths.ts'

/** What happened to one photo, as `report.json` has it. */
export interface PhotoRecord {
  /** From the root, as `output`. */
  readonly photo: string
  readonly by: 'query' | 'side-car' | 'rule'
  readonly output: string
  readonly key: string
  /** Whether this run found it in the cache. */
  readonly known: boolean
  readonly report: Report | undefined
}

/** What a run did. */
export interface Records {
  add(finished: Finished): void
  /** Somebody wants the photo as it is. */
  showOriginal(photo: string): void
  isOriginalShown(photo: string): boolean
  /** Cleaned photos, each once, by the path of its file. */
  readonly finished: ReadonlyMap<string, Finished>
  /** Hears the warnings of a processor. */
  listen(processor: FileProcessor): void
  /** Warnings since they were last taken. */
  takeWarnings(): readonly string[]
  /** What the run that made it said, now or then. */
  reportOf(finished: Finished): Promise<Report | undefined>
  /** Writes `report.json`, and says what was done in a line; nothing where nothing was. */
  finish(): Promise<string | undefined>
  /** Forgets the run. */
  begin(): void
}

/** @param path Where `report.json` lies. */
export function createRecords(path: string, root: string): Records {
  const finished = new Map<string, Finished>()
  const originals = new Set<string>()
  const warnings: string[] = []
  let since = performance.now()

  const reportOf = async ({ report, path: output }: Finished): Promise<Report | undefined> =>
    report ?? (await readJson(reportBeside(output)))

  return {
    finished,
    reportOf,
    add(each) {
      const before = finished.get(each.path)
      finished.set(each.path, before?.report ? before : each)
    },
    showOriginal: (photo) => void originals.add(photo),
    isOriginalShown: (photo) => originals.has(photo),
    listen({ hooks }) {
      hooks.warn.tap('vite', ({ code, message, job }) => {
        warnings.push(`${nameInProject(root, job.name)}: ${message} (${code})`)
      })
    },
    takeWarnings: () => warnings.splice(0),
    begin() {
      finished.clear()
      originals.clear()
      since = performance.now()
    },
    async finish() {
      if (finished.size === 0) return undefined
      const all = [...finished.values()].sort(byName)
      const run = digestOf(JSON.stringify(all.map(identify)))
      const last = await readFile(path).catch(() => Buffer.alloc(0))
      if (!last.toString('utf8', 0, 200).includes(run)) {
        const reports = reportsIn(last)
        const images = await Promise.all(all.map((each) => record(each, root, reports)))
        // It can be made again at any time: nothing waits for the disk.
        await writeFileAtomic(path, `${JSON.stringify({ version: 1, run, images }, null, 2)}\n`, { fsync: false })
      }
      return summarize(all, (performance.now() - since) / 1000)
    },
  }
}

/** The order in which engines finished says nothing. */
function byName(a: Finished, b: Finished): number {
  if (a.asked.photo !== b.asked.photo) return a.asked.photo < b.asked.photo ? -1 : 1
  return a.key < b.key ? -1 : 1
}

/** What a record hangs on: runs that did the same leave the file as it is. */
function identify({ asked, key, report }: Finished) {
  return [asked.photo, asked.by, key, report === undefined]
}

async function record(
  { asked, path, key, report }: Finished,
  root: string,
  reports: ReadonlyMap<string, Report>,
): Promise<PhotoRecord> {
  return {
    photo: nameInProject(root, asked.photo),
    by: asked.by,
    output: nameInProject(root, path),
    key,
    known: report === undefined,
    report: report ?? reports.get(key) ?? (await readJson(reportBeside(path))) ?? undefined,
  }
}

/** Those of the last run, by key: one file to read, where each photo's report would be one. */
function reportsIn(last: Buffer): ReadonlyMap<string, Report> {
  const { images = [] } = parse(last.toString()) ?? ({} as { images?: readonly PhotoRecord[] })
  return new Map(images.flatMap(({ key, report }: PhotoRecord) => (report ? [[key, report] as const] : [])))
}

async function readJson(path: string): Promise<never | undefined> {
  return parse(await readFile(path, 'utf8').catch(() => ''))
}

function parse(text: string): never | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function summarize(all: readonly Finished[], seconds: number): string {
  const made = all.filter(({ report }) => report !== undefined)
  const photos = new Set(all.map(({ asked }) => asked.photo)).size
  const usd = made.reduce((sum, { report }) => sum + costOf(report), 0)
  const parts = [
    `${made.length} cleaned`,
    `${all.length - made.length} from the cache`,
    `${photos} ${photos === 1 ? 'photo' : 'photos'}`,
    ...(usd > 0 ? [`$${usd.toFixed(2)}`] : []),
    `${seconds.toFixed(1)} s`,
  ]
  return parts.join(', ')
}

function costOf(report: Report | undefined): number {
  return (report?.regions ?? []).reduce((sum, { usd }) => sum + usd, 0)
}
