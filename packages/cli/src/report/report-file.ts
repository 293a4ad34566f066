import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { PaintoutError, type Result } from '@paintout/core'
import type { Outcome, Totals } from '../batch/outcome.ts'
import type { PlacedPhoto } from '../batch/place-outputs.ts'
import { cardOf, type Seen } from './card.ts'
import { pageHead, pageTail } from './html-page.ts'
import { measureSeam } from './seam.ts'
import { makeThumbnails, type PictureSource } from './thumbnails.ts'

/** What of a result is looked at. */
export type Looked = Pick<Result, 'pixels' | 'mask'>

/** A report that grows photo by photo on disk, so that thousands need no memory. */
export interface ReportFile {
  /** True for a page with pictures. */
  readonly hasPictures: boolean
  /** Takes the pictures of a photo that was just made. */
  look(name: string, photo: PictureSource, output: PictureSource, result: Looked): Promise<void>
  add(photo: PlacedPhoto, outcome: Outcome): Promise<void>
  /** Puts the whole report in place. */
  close(totals: Totals): Promise<void>
}

/**
 * JSON, or a page that shows before and after, by the suffix of `path`.
 * @throws `output-failed`
 */
export async function openReport(path: string, prompt = ''): Promise<ReportFile> {
  const draft = `${path}.${process.pid}.tmp`
  const file = await openDraft(draft, path)
  const isPage = /^\.html?$/i.test(extname(path))
  const form = isPage ? pageForm(prompt) : jsonForm()
  let writing = file.write(form.head)
  return {
    hasPictures: isPage,
    look: form.look,
    async add(photo, outcome) {
      const text = form.row(photo, outcome)
      writing = writing.then(() => file.write(text))
      await writing
    },
    async close(totals) {
      try {
        await writing
        await file.write(form.tail(totals))
        await file.close()
        await rename(draft, path)
      } catch (cause) {
        await rm(draft, { force: true })
        throw failed(path, cause)
      }
    },
  }
}

interface Form {
  readonly head: string
  look(name: string, photo: PictureSource, output: PictureSource, result: Looked): Promise<void>
  row(photo: PlacedPhoto, outcome: Outcome): string
  tail(totals: Totals): string
}

function pageForm(prompt: string): Form {
  const seen = new Map<string, Seen>()
  return {
    head: pageHead(),
    async look(name, photo, output, { pixels, mask }) {
      seen.set(name, { pictures: await makeThumbnails(photo, output, mask), seam: measureSeam(pixels, mask) })
    },
    row({ path, relative, output }, outcome) {
      const card = cardOf({ photo: relative, output, prompt, outcome, ...seen.get(path) })
      seen.delete(path)
      return card
    },
    tail: pageTail,
  }
}

function jsonForm(): Form {
  let isFirst = true
  return {
    head: '{"version":1,"photos":[',
    async look() {},
    row({ path, output }, outcome) {
      const facts = outcome.status === 'failed' ? { error: errorOf(outcome.error) } : { report: outcome.report }
      const text = `${isFirst ? '' : ','}\n${JSON.stringify({ photo: path, output, status: outcome.status, ...facts })}`
      isFirst = false
      return text
    },
    tail: (totals) => `\n],"totals":${JSON.stringify(totals)}}\n`,
  }
}

function errorOf(error: unknown) {
  const message = error instanceof Error ? error.message : String(error)
  return { code: PaintoutError.is(error) ? error.code : 'unexpected', message }
}

async function openDraft(draft: string, path: string): Promise<FileHandle> {
  try {
    return await open(draft, 'w')
  } catch (cause) {
    throw failed(path, cause)
  }
}

function failed(path: string, cause: unknown): PaintoutError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new PaintoutError('output-failed', `Expected to write \`${path}\`, got: ${reason}. Choose another file.`, {
    cause,
  })
}
