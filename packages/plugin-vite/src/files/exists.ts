import { statSync } from 'node:fs'

/** Whether there is a file. Synchronous: a build asks thousands of times, and a promise each costs more than the answer. */
export function isFile(path: string): boolean {
  // Virtual modules have a zero byte in their name, which no file has.
  if (path.includes('\0')) return false
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  } catch {
    // An address may say anything: a name that is too long, a file as a folder.
    return false
  }
}
