import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Mask, Pixels } from '@paintout/core'

/** The throwaway program that the design was found with, for those who have it: what ours must be faster than. */
export interface Prototype {
  /** Registers, harmonizes and composites. */
  mend(photo: Pixels, answer: Pixels, mask: Mask): unknown
  /** Registers without a mask, and recovers one. */
  recover(photo: Pixels, answer: Pixels): unknown
}

interface Registered {
  flow?: unknown
}

interface Modules {
  register(photo: unknown, answer: unknown, mask: Uint8Array | null): Registered
  flowField(registered: Registered): unknown
  harmonizeAndCompose(photo: unknown, answer: unknown, mask: Uint8Array, registered: Registered): unknown
  recoverMask(photo: unknown, answer: unknown, registered: Registered): unknown
}

/** From the folder after `--prototype`. */
export async function loadPrototype(args: readonly string[]): Promise<Prototype | undefined> {
  const at = args.indexOf('--prototype')
  if (at < 0) return undefined
  const folder = resolve(args[at + 1] ?? '.')
  const names = ['register', 'flow', 'harmonize', 'recover']
  const parts = await Promise.all(names.map((name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href)))
  const { register, flowField, harmonizeAndCompose, recoverMask } = Object.assign({}, ...parts) as Modules
  const registered = (photo: object, answer: object, mask: Uint8Array | null) => {
    const found = register(photo, answer, mask)
    found.flow = flowField(found)
    return found
  }
  return {
    mend(photo, answer, { data }) {
      const mask = Uint8Array.from(data, (level) => Number(level > 0))
      return harmonizeAndCompose(photo, answer, mask, registered(photo, answer, mask))
    },
    recover: (photo, answer) => recoverMask(photo, answer, registered(photo, answer, null)),
  }
}

/** Milliseconds of work, ours and the prototype's, side by side. */
export interface Took {
  readonly ours: number
  readonly prototype: number
}

/** Milliseconds that this process has worked: another one's work does not count. */
export function worked(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What a bench says of the time that ours takes beside the prototype's. */
export function sayTimes(took: readonly (Took | undefined)[], limit: string): string {
  const both = took.filter((each) => each !== undefined)
  if (both.length === 0) return 'Beside the prototype: not run, since no folder of it was given (`--prototype DIR`).'
  const total = (name: keyof Took) => both.reduce((sum, each) => sum + each[name], 0)
  return `Ours takes ${(total('ours') / total('prototype')).toFixed(2)} of the CPU time of the prototype in the same run (limit ${limit}).`
}
