/** `<first half of a key>.<generation>.json` */
export function isClaimFile(file: string): boolean {
  return /^[0-9a-f]{32}\.\d{1,6}\.json$/.test(file)
}

export function byGeneration(a: string, b: string): number {
  return Number(a.split('.')[1]) - Number(b.split('.')[1])
}

/** Of the same key, and made after it. */
export function isNewer(file: string, than: string): boolean {
  return file.split('.')[0] === than.split('.')[0] && byGeneration(file, than) > 0
}
