/**
 * One value for the whole process, whichever copy of this package asks: what it protects is shared by all of them.
 * @param name Versioned: a later release that changes the value's shape names another.
 */
export function everywhere<T>(name: string, make: () => T): T {
  const all = globalThis as unknown as Record<symbol, T | undefined>
  const key = Symbol.for(`paintout.store.${name}`)
  const value = all[key] ?? make()
  all[key] = value
  return value
}
