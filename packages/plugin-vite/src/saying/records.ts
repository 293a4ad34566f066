import { readFile } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import type { Report } from '@paintout/core'
import writeFileAtomic from 'write-file-atomic'
import { type Finished, reportBeside } from '../cleaning/cleaner.ts'
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
      const last = await readLast(path)
      const reports = new Map(last.flatMap(({ key, report }) => (report ? [[key, report] as const] : [])))
      const sorted = [...finished.values()].sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1))
      const images = await Promise.all(sorted.map((each) => record(each, root, reports)))
      if (!isDeepStrictEqual(images, last)) {
        // It can be made again at any time: nothing waits for the disk.
        await writeFileAtomic(path, `${JSON.stringify({ version: 1, images }, null, 2)}\n`, { fsync: false })
      }
      return summarize(images, (performance.now() - since) / 1000)
    },
  }
}

/** The order in which engines finished says nothing. */
function nameIn({ asked, key }: Finished): string {
  return `${asked.photo} ${key}`
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

/** What the last run did: one file to read, where each photo's report would be one. */
async function readLast(path: string): Promise<readonly PhotoRecord[]> {
  const last = (await readJson(path)) as { images?: readonly PhotoRecord[] } | undefined
  return last?.images ?? []
}

async function readJson(path: string): Promise<never | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}

function summarize(images: readonly PhotoRecord[], seconds: number): string {
  const made = images.filter(({ known }) => !known).length
  const photos = new Set(images.map(({ photo }) => photo)).size
  const usd = images.reduce((sum, image) => sum + (image.known ? 0 : costOf(image.report)), 0)
  const parts = [
    `${made} cleaned`,
    `${images.length - made} from the cache`,
    `${photos} ${photos === 1 ? 'photo' : 'photos'}`,
    ...(usd > 0 ? [`$${usd.toFixed(2)}`] : []),
    `${seconds.toFixed(1)} s`,
  ]
  return parts.join(', ')
}

function costOf(report: Report | undefined): number {
  return (report?.regions ?? []).reduce((sum, { usd }) => sum + usd, 0)
}
