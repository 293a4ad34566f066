import { statSync } from 'node:fs'

/** Whether there is a file. Synchronous: a build asks thousands of times, and a promise each costs more than the answer. */
export function isFile(path: string): boolean {
  // Virtual modules have a zero byte in their name, which no file has.
  return !path.includes('\0') && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
}
