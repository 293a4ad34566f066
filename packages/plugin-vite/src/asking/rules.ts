import type { RemovalJob, RemovalOptions, Target } from '@paintout/core'
import { createFilter } from 'vite'
import type { MaskInput } from './mask-source.ts'

/**
 * What is to be done to the photos that match. With neither `mask` nor `auto` it takes the side-car, and says how.
 */
export interface Rule extends Omit<RemovalJob, 'mask' | 'target' | 'signal'>, RemovalOptions {
  /** Globs from the root of the project: `src/products/**\/*.jpg`. */
  readonly include: string | readonly string[]
  readonly exclude?: string | readonly string[]
  /** Paths are relative to the root. A function gets the photo's absolute path; undefined leaves it to the next rule. */
  readonly mask?: MaskInput | ((file: string) => MaskInput | undefined)
  /** What the engine is to find by itself. */
  readonly auto?: Target
}

/** The first rule that speaks of a photo, and its mask. */
export interface Ruled {
  readonly rule: Rule
  readonly mask: MaskInput | undefined
}

/** @param root The project's root, with slashes. */
export function createRules(rules: readonly Rule[], root: string): (photo: string) => Ruled | undefined {
  const compiled = rules.map((rule) => ({
    rule,
    matches: createFilter(toList(rule.include), toList(rule.exclude), { resolve: root }),
  }))
  return (photo) => {
    for (const { rule, matches } of compiled) {
      if (!matches(photo)) continue
      const mask = typeof rule.mask === 'function' ? rule.mask(photo) : rule.mask
      if (mask === undefined && rule.mask !== undefined) continue
      return { rule, mask }
    }
    return undefined
  }
}

function toList(patterns: string | readonly string[] | undefined): string[] | null {
  return patterns === undefined ? null : [patterns].flat()
}
