import { join, resolve } from 'node:path'
import { PaintoutError } from '@paintout/core'
import type { Photo } from './find-photos.ts'

export interface PlacedPhoto extends Photo {
  readonly output: string
}

/**
 * Where each output goes: under `outDir` as its photo lies under the folder that was named.
 * @throws `invalid-option` where two would be one file, `output-is-input`
 */
export function placeOutputs(photos: readonly Photo[], outDir: string): readonly PlacedPhoto[] {
  const taken = new Map<string, Photo>()
  return photos.map((photo) => {
    const output = join(outDir, photo.relative)
    const other = taken.get(output)
    if (other) {
      throw new PaintoutError(
        'invalid-option',
        `Expected an output of its own for each photo, got \`${output}\` for \`${other.path}\` and \`${photo.path}\`. Name a folder that holds both.`,
      )
    }
    if (resolve(output) === resolve(photo.path)) {
      throw new PaintoutError(
        'output-is-input',
        `Expected \`--out-dir\` to be another folder than the photos', got \`${outDir}\` for \`${photo.path}\`. The input is never written to.`,
      )
    }
    taken.set(output, photo)
    return { ...photo, output }
  })
}
