import { photoTypes, suffixOf } from '../files/photo-types.ts'

/** `photo.mask.png` beside `photo.jpg`, as the command has it. */
export const defaultSideCar = '.mask.png'

/** The mask that would lie beside a photo. */
export function sideCarOf(photo: string, suffix: string): string {
  return photo.slice(0, photo.length - suffixOf(photo).length) + suffix
}

export function isSideCarPath(path: string, suffix: string): boolean {
  return path.endsWith(suffix)
}

/** Every photo that a side-car might lie beside. */
export function photosBeside(sideCar: string, suffix: string): readonly string[] {
  const stem = sideCar.slice(0, -suffix.length)
  return Object.keys(photoTypes).flatMap((photoSuffix) => [stem + photoSuffix, stem + photoSuffix.toUpperCase()])
}
