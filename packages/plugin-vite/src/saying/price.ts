import type { Pluggable } from '@paintout/core'
import { announcePaying } from 'paintout/report'
import type { FileProcessor } from '../cleaning/pipeline.ts'
import { nameInProject } from '../files/paths.ts'

/** Says, right before the first call for a photo that costs money, who is paid by whom, for what, and how much. */
export function announcePrices(
  { hooks }: FileProcessor,
  use: Pluggable,
  root: string,
  say: (line: string) => void,
): void {
  const announce = announcePaying((event) => {
    const project = projectIn(use) ?? process.env.GOOGLE_CLOUD_PROJECT
    const payer = project ? `project ${project}` : 'the project of the credentials'
    const images = event.images === 1 ? '1 image' : `${event.images} images`
    const price = `${event.usd.toFixed(3)} USD by the price list`
    say(`${event.engine}, ${payer}: ${images} for ${nameInProject(root, event.name)}, ${price}`)
  })
  hooks.progress.tap('vite', announce)
}

/** The project that an engine's options name. */
function projectIn(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(projectIn).find((each) => each !== undefined)
  if (typeof value !== 'object' || value === null || !('project' in value)) return undefined
  return typeof value.project === 'string' ? value.project : undefined
}
