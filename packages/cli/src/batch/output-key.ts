import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import type { Json } from '@paintout/core'
import { sha256, toCanonicalJson } from '@paintout/store'
import sharp from 'sharp'
import { engineNames, engineOf } from '../engines.ts'
import { type Owner, valuesFor } from '../flags.ts'
import type { MaskSource } from '../masks.ts'
import type { BatchFlags } from './batch-flags.ts'

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }

/** What made an output beside its photo and masks. Versions count: making an output again costs time, not money. */
export function settingsOf(flags: BatchFlags): Json {
  const owners: readonly Owner[] = ['process', 'removal', 'codec', ...engineNames]
  const values = Object.fromEntries(owners.map((owner) => [owner, valuesFor(owner, flags) as Json]))
  return {
    engine: engineOf(flags),
    auto: (flags.auto ?? null) as Json,
    values,
    versions: { paintout: version, sharp: sharp.versions as unknown as Json },
  }
}

/** The name of a finished output: all bytes of the photo and of its masks, and how it was made. */
export async function outputKeyOf(
  photo: string,
  output: string,
  masks: readonly MaskSource[],
  settings: Json,
): Promise<string> {
  const [bytes, ...described] = await Promise.all([readFile(photo), ...masks.map(describeMask)])
  return sha256(toCanonicalJson({ photo: sha256(bytes), masks: described, settings, format: extname(output) }))
}

async function describeMask(mask: MaskSource): Promise<Json> {
  if (typeof mask === 'string') return sha256(await readFile(mask))
  return mask instanceof Uint8Array ? sha256(mask) : (mask as unknown as Json)
}
