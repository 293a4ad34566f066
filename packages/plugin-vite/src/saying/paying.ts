import type { Progressed } from '@paintout/core'
import { announcePaying } from 'paintout/report'
import type { PaintoutOptions } from '../options.ts'

/**
 * Says once, before the first call of a run that costs money, what a picture costs, who makes it and who pays.
 * @param root Left out of photos' names.
 */
export function createPayingLine(
  options: PaintoutOptions,
  root: string,
  say: (line: string) => void,
): (event: Progressed) => void {
  return announcePaying((line) => say(line.replaceAll(`${root}/`, '')), payerOf(options))
}

/** Whose money it is, as far as the options say. */
function payerOf({ engine, use }: PaintoutOptions): string | undefined {
  const project = projectIn(use) ?? (engine === 'vertex' ? process.env.GOOGLE_CLOUD_PROJECT : undefined)
  if (project) return `project ${project}`
  return engine === 'vertex' ? 'the project of the credentials' : undefined
}

/** The project that an engine's options name. */
function projectIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(projectIn).find((each) => each !== undefined)
  if (typeof value !== 'object' || value === null || !('project' in value)) return undefined
  return typeof value.project === 'string' ? value.project : undefined
}
