import { type Job, PaintoutError, show } from '@paintout/core'

/** How a command line that makes what is missing is told: `processor.data('command', photo => …)`. */
export type CommandFor = (photo: string) => string

/** A paid fill that a frozen build would need. */
export function notInStore(job: Job, engine: string, directory: string, command: unknown): PaintoutError {
  const line = typeof command === 'function' ? (command as CommandFor)(job.name) : commandFor(job, engine)
  return new PaintoutError(
    'not-in-store',
    `Expected the fill of ${job.name} (mask: ${describeMask(job.request.mask)}) by \`${engine}\` in ${directory}, got none, and this build is frozen: it pays for nothing. Make it where you have credentials, and commit the store: \`${line}\``,
    { by: 'store' },
  )
}

function commandFor({ name, request }: Job, engine: string): string {
  const masks = listOf(request.mask).map(flagOf)
  return ['npx paintout', quote(name), ...masks, `--engine ${engine}`, '--no-frozen', '-o clean.png'].join(' ')
}

function describeMask(mask: unknown): string {
  const named = listOf(mask).map((each) => {
    if (typeof each === 'string') return each
    return each instanceof URL ? each.href : describeShape(each)
  })
  return named.join(', ') || 'none'
}

function describeShape(mask: unknown): string {
  if (mask instanceof Uint8Array || typeof mask !== 'object' || mask === null) return show(mask)
  const [kind] = ['rect', 'polygon', 'svg', 'transparency'].filter((name) => name in mask)
  if (kind === 'rect' || kind === 'polygon') return `${kind} ${String((mask as Record<string, unknown>)[kind])}`
  return kind === undefined ? 'pixels' : `its ${kind}`
}

function flagOf(mask: unknown): string {
  if (typeof mask === 'string') return `--mask ${quote(mask)}`
  if (mask instanceof URL) return `--mask ${quote(mask.pathname)}`
  if (typeof mask !== 'object' || mask === null) return '--mask FILE'
  if ('rect' in mask) return `--rect ${String(mask.rect)}`
  if ('polygon' in mask) return `--polygon ${quote((mask.polygon as readonly number[][]).map(String).join(' '))}`
  return 'transparency' in mask ? '--mask-transparency' : '--mask FILE'
}

function listOf(mask: unknown): readonly unknown[] {
  if (mask === undefined) return []
  return Array.isArray(mask) ? mask : [mask]
}

/** As a shell takes it. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
