import { readFile, writeFile } from 'node:fs/promises'
import { posix } from 'node:path'
import { createMask, type Mask, type Result } from '@paintout/core'
import {
  cardOf,
  count,
  countCallsOf,
  createTotals,
  makeThumbnails,
  measureSeam,
  pageHead,
  pageTail,
  type Seen,
} from 'paintout/report'
import type { Asked } from '../cleaning/asked.ts'
import type { Cleaned, Finished } from '../cleaning/cleaner.ts'
import { nameInProject } from '../files/paths.ts'
import type { Records } from './records.ts'

/** Keeps the pictures of the report beside a photo that was just made: its mask is not seen again. */
export async function keepSeen({ asked, path }: Cleaned, { pixels, mask }: Result): Promise<void> {
  await writeSeen(asked, path, mask, measureSeam(pixels, mask))
}

/** The page that shows before, mask and after of every photo of the run, and asks nobody for anything. */
export async function makeReportPage(records: Records, root: string): Promise<string> {
  const finished = [...records.finished.values()].sort((a, b) => (a.asked.photo < b.asked.photo ? -1 : 1))
  const totals = createTotals(finished.length)
  const cards = await Promise.all(
    finished.map(async (each) => {
      const outcome = { status: each.report ? 'made' : 'copied', report: await records.reportOf(each) } as const
      count(totals, outcome)
      if (outcome.status === 'made' && outcome.report) countCallsOf(totals, outcome.report)
      return cardOf({
        photo: nameInProject(root, each.asked.photo),
        output: nameInProject(root, each.path),
        prompt: each.asked.job.prompt ?? '',
        outcome,
        ...(await readSeen(each, outcome.report?.image)),
      })
    }),
  )
  return pageHead() + cards.join('') + pageTail(totals)
}

/** What was kept; a photo that was made before anybody wanted a report shows no mask. */
async function readSeen(
  { asked, path }: Finished,
  size: { readonly width: number; readonly height: number } | undefined,
): Promise<Seen> {
  const kept = await readFile(seenBeside(path), 'utf8').catch(() => undefined)
  if (kept !== undefined) return JSON.parse(kept)
  return size ? writeSeen(asked, path, createMask(size.width, size.height), undefined) : {}
}

async function writeSeen({ photo }: Asked, path: string, mask: Mask, seam: number | undefined): Promise<Seen> {
  const seen = { pictures: await makeThumbnails(photo, path, mask), ...(seam === undefined ? {} : { seam }) }
  await writeFile(seenBeside(path), JSON.stringify(seen))
  return seen
}

function seenBeside(path: string): string {
  return posix.join(posix.dirname(path), 'seen.json')
}
