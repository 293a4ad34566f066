import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FoundClaim } from './claim-files.ts'
import { claimTimes } from './claims.ts'
import { unlessMissing } from './failures.ts'
import { readName } from './names.ts'

/**
 * What a process left that died while it wrote: pictures without their JSON, notes of calls without their claim,
 * temporary files. What is younger than a claim's life may be somebody's work.
 */
export async function findLeftovers(directory: string, claims: readonly FoundClaim[]): Promise<readonly string[]> {
  const [fills, notes] = [join(directory, 'fills'), join(directory, 'claims')]
  const unowned = [...unownedFills(await list(fills), fills), ...unownedNotes(await list(notes), notes, claims)]
  const ages = await Promise.all(unowned.map(ageOf))
  return unowned.filter((_, index) => ages[index]! > claimTimes.expire)
}

function unownedFills(files: readonly string[], folder: string): readonly string[] {
  const stems = new Set(files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -5)))
  const isOwned = (file: string) => /\.(png|json)$/.test(file) && stems.has(file.slice(0, file.lastIndexOf('.')))
  return files
    .filter((file) => !isOwned(file) && readName(file.slice(0, 98)) !== undefined)
    .map((file) => join(folder, file))
}

/** Beside claims lies what begins with the name of a call: see `openJournal`. */
function unownedNotes(files: readonly string[], folder: string, claims: readonly FoundClaim[]): readonly string[] {
  const calls = new Set(claims.map(({ record }) => record?.call))
  return files
    .filter((file) => /^[0-9a-f-]{36}\./.test(file) && !calls.has(file.slice(0, 36)))
    .map((file) => join(folder, file))
}

async function list(folder: string): Promise<readonly string[]> {
  return (await unlessMissing(readdir(folder))) ?? []
}

/** In milliseconds; that of a file which has just gone is none. */
async function ageOf(path: string): Promise<number> {
  const found = await unlessMissing(stat(path))
  return found ? Date.now() - found.mtimeMs : 0
}
