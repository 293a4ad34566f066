import type { Pluggable } from '@paintout/core'
import { announcePaying } from 'paintout/report'
import type { FileProcessor } from '../cleaning/pipeline.ts'

/** Says, right before the first call that costs money, what a picture costs, who makes it and who pays. */
export function announcePrices({ hooks }: FileProcessor, use: Pluggable, say: (line: string) => void): void {
  const project = projectIn(use) ?? process.env.GOOGLE_CLOUD_PROJECT
  hooks.progress.tap('vite', announcePaying(say, project ? `project ${project}` : undefined))
}

/** The project that an engine's options name. */
function projectIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(projectIn).find((each) => each !== undefined)
  if (typeof value !== 'object' || value === null || !('project' in value)) return undefined
  return typeof value.project === 'string' ? value.project : undefined
}
