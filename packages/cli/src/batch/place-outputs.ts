import { access, constants, mkdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { PaintoutError } from '@paintout/core'
import pMap from 'p-map'
import type { Photo } from './find-photos.ts'

export interface PlacedPhoto extends Photo {
  readonly output: string
}

/**
 * Where each output goes: under `outDir` as its photo lies under the folder that was named. None is a photo of the batch,
 * nor one of `masks`, by whatever path.
 * @throws `invalid-option` where two would be one file, `output-is-input`
 */
export async function placeOutputs(
  photos: readonly Photo[],
  outDir: string,
  masks: readonly string[] = [],
): Promise<readonly PlacedPhoto[]> {
  const taken = new Map<string, Photo>()
  const placed = photos.map((photo) => {
    const output = join(outDir, photo.relative)
    const other = taken.get(output)
    if (other) {
      throw new PaintoutError(
        'invalid-option',
        `Expected an output of its own for each photo, got \`${output}\` for \`${other.path}\` and \`${photo.path}\`. Name a folder that holds both.`,
      )
    }
    if (resolve(output) === resolve(photo.path)) throw outputIsInput(outDir, photo.path)
    taken.set(output, photo)
    return { ...photo, output }
  })
  await checkNoInput(placed, outDir, masks)
  return placed
}

/**
 * Before a photo is worked on, and maybe paid for: the folder that its output goes to.
 * @throws `output-failed`
 */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new PaintoutError(
      'output-failed',
      `Expected a folder to write into, got \`${folder}\`: ${reason}. Choose another \`--out-dir\`.`,
      { cause },
    )
  }
}

/** By what the file system says: links lead to inputs by other names. */
async function checkNoInput(placed: readonly PlacedPhoto[], outDir: string, masks: readonly string[]): Promise<void> {
  const outputs = (await pMap(placed, ({ output }) => identify(output), { concurrency })).filter(Boolean)
  if (outputs.length === 0) return
  const ours = new Set(outputs)
  const paths = [...placed.map(({ path }) => path), ...masks]
  const inputs = await pMap(paths, identify, { concurrency })
  const hit = inputs.findIndex((input) => input !== undefined && ours.has(input))
  if (hit >= 0) throw outputIsInput(outDir, paths[hit]!)
}

/** More at once do not make a disk faster. */
const concurrency = 16

async function identify(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found && `${found.dev} ${found.ino}`
}

function outputIsInput(outDir: string, input: string): PaintoutError {
  return new PaintoutError(
    'output-is-input',
    `Expected \`--out-dir\` to be another folder than the photos', got \`${outDir}\` for \`${input}\`. The input is never written to.`,
  )
}
