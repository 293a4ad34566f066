import leven from 'leven'
import { keys } from './keys.ts'

/** Beginnings that no other plugin uses, so far as we know. */
const ourBeginnings = ['mask-', 'negative-', 'remove-']

/**
 * Which of our keys was meant by one that is not ours; undefined where it is another plugin's. Only a slip counts:
 * one letter of a short key, two of a long one, two letters swapped, or the library's spelling (`maskInvert`).
 */
export function nearestKey(key: string): string | undefined {
  const kebab = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  if (keys.includes(kebab)) return kebab
  const [nearest] = keys.toSorted((a, b) => leven(a, kebab) - leven(b, kebab))
  if (ourBeginnings.some((beginning) => kebab.startsWith(beginning))) return nearest
  return keys.find((ours) => isSwap(ours, kebab) || leven(ours, kebab) <= allowance(ours))
}

function allowance(key: string): number {
  return key.length > 4 ? 2 : 1
}

/** `maks` for `mask`. */
function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  const at = [...a].findIndex((letter, index) => letter !== b[index])
  return at >= 0 && a.slice(0, at) + a[at + 1] + a[at] + a.slice(at + 2) === b
}
