import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import type { Json } from '@paintout/core'
import { sha256, toCanonicalJson } from '@paintout/store'
import sharp from 'sharp'
import { engineNameOf, engineNames } from '../engines.ts'
import { valuesFor } from '../flags.ts'
import type { MaskFlags, MaskSource } from '../masks.ts'
import type { PipelineFlags } from '../pipeline.ts'

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }

/** What made an output beside its photo and masks. Versions count: making an output again costs time, not money. */
export function settingsOf(flags: PipelineFlags & MaskFlags): Json {
  const owners = ['process', 'removal', 'codec', ...engineNames, 'vertexSegment'] as const
  const values = Object.fromEntries(owners.map((owner) => [owner, valuesFor(owner, flags) as Json]))
  return {
    engine: engineNameOf(flags),
    segment: flags.segment ?? null,
    target: flags.auto ?? null,
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
