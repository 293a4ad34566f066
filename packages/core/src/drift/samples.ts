import type { Plane } from './plane.ts'
import { Histogram } from './quantile.ts'

/** Indices of samples that `selected` selects, evenly spread, about `enough` of them. */
export function takeSamples(selected: Uint8Array, enough: number): Int32Array {
  const count = countSelected(selected)
  const every = Math.max(1, Math.floor(count / enough))
  const samples = new Int32Array(Math.ceil(count / every))
  for (let at = 0, passed = 0, taken = 0; at < selected.length; at++) {
    if (selected[at] && passed++ % every === 0) samples[taken++] = at
  }
  return samples
}

export function countSelected(selected: Uint8Array): number {
  let count = 0
  for (let at = 0; at < selected.length; at++) count += selected[at]!
  return count
}

/** The median of `photo` less `answer`, signed; 0 without samples. */
export function medianDifference(photo: Plane, answer: Plane, samples: Int32Array): number {
  const shifted = new Histogram(512)
  for (let index = 0; index < samples.length; index++) {
    const at = samples[index]!
    shifted.add(photo.data[at]! - answer.data[at]! + 256)
  }
  return shifted.total === 0 ? 0 : shifted.quantile(0.5) - 256
}
