import type { Pluggable } from '@paintout/core'
import { checkOptions, jobSchema, PaintoutError, removalSchema } from '@paintout/core/schemas'
import { type BudgetOptions, budgetSchema, type StoreOptions, storeSchema } from '@paintout/store/schemas'
import type { Rule } from './asking/rules.ts'

export interface PaintoutOptions {
  /** Who fills: short for `use: [local]`, the default, or `use: [vertex]`. */
  readonly engine?: 'local' | 'vertex'
  /** Engines and other plugins, in the one shape of every face: `[[vertex, { project: 'shop' }]]`. */
  readonly use?: Pluggable
  /** The first that matches speaks. */
  readonly rules?: readonly Rule[]
  /** `photo.mask.png` beside `photo.jpg`: on by default, `false` is off, a string is another suffix. */
  readonly sidecar?: boolean | string
  /** What a page of the dev server gets until the fill is there. Default `local`: the local engine's. */
  readonly dev?: 'local' | 'engine' | 'original'
  /** Where answers that were paid for are kept. Default: `.paintout` above the root, where an engine costs something. */
  readonly store?: boolean | StoreOptions
  /** Makes no paid call: what is not in the store fails. Default: where `CI` is set. */
  readonly frozen?: boolean
  /** What a run may cost. */
  readonly budget?: BudgetOptions
  /**
   * Writes a page that shows before, mask and after: `paintout-report.html` beside the build, `/__paintout/` in the dev
   * server. Default false.
   */
  readonly report?: boolean
  /** Folders beside the project's own that photos and masks may lie in. */
  readonly fsAllow?: readonly string[]
}

const patterns = {
  type: ['string', 'array'],
  items: { type: 'string' },
  expects: 'a glob or a list of globs',
  minLength: 1,
  minItems: 1,
}

/** What of a job is a rule's: a mask is checked where it is read, and a build has its own signal. */
const { mask: _, target, signal: __, ...jobProperties } = jobSchema.properties

export const ruleSchema = {
  type: 'object',
  properties: {
    include: { ...patterns, description: 'the photos, from the root' },
    exclude: { ...patterns, description: 'but not these' },
    mask: { description: 'what to remove, or a function of the file' },
    auto: { ...target, description: 'what the engine is to find by itself' },
    ...jobProperties,
    ...removalSchema.properties,
  },
  required: ['include'],
  additionalProperties: false,
}

export const optionsSchema = {
  type: 'object',
  properties: {
    engine: {
      type: 'string',
      enum: ['local', 'vertex'],
      default: 'local',
      description: 'who fills: short for `use: [local]`',
    },
    use: { description: 'engines and other plugins, as `use` of the library takes them' },
    rules: {
      type: 'array',
      items: { type: 'object' },
      description: 'what is removed from the photos that match; the first speaks',
    },
    sidecar: {
      type: ['boolean', 'string'],
      pattern: '^[^/]*[^/.][^/]*\\.[^/.]+$',
      default: '.mask.png',
      expects: 'a suffix such as ".mask.png", or `false`',
      description: 'the suffix of a mask that lies beside its photo; `false` looks for none',
    },
    dev: {
      type: 'string',
      enum: ['local', 'engine', 'original'],
      default: 'local',
      description: 'what a page of the dev server gets until the fill is there',
    },
    store: {
      ...storeSchema,
      type: ['boolean', 'object'],
      expects: '`true`, `false` or the options of the store',
      description: 'where answers that were paid for are kept',
    },
    frozen: { type: 'boolean', description: 'make no paid call; what is not in the store fails' },
    budget: { ...budgetSchema, expects: '`{ images, usd }`', description: 'what a run may cost' },
    report: { type: 'boolean', default: false, description: 'write a page that shows before, mask and after' },
    fsAllow: {
      type: 'array',
      items: { type: 'string' },
      description: 'folders beside the project’s own that photos and masks may lie in',
    },
  },
  additionalProperties: false,
} as const

/** @throws `invalid-option`, `unknown-option` */
export function checkPluginOptions(options: PaintoutOptions): void {
  checkOptions('the Vite plugin', optionsSchema, options)
  for (const [index, rule] of (options.rules ?? []).entries()) checkRule(index, rule)
  if (options.engine !== undefined && options.use !== undefined) {
    throw new PaintoutError(
      'invalid-option',
      `Expected \`engine\` or \`use\` for the Vite plugin, got both. \`engine: '${options.engine}'\` is short for \`use: [${options.engine}]\`: name it there.`,
      { by: 'vite' },
    )
  }
}

function checkRule(index: number, rule: Rule): void {
  const owner = `rule ${index + 1} of the Vite plugin`
  checkOptions(owner, ruleSchema, rule)
  if (rule.auto === undefined || rule.mask === undefined) return
  throw new PaintoutError(
    'invalid-option',
    `Expected \`auto\` or \`mask\` for ${owner}, got both. \`auto\` finds the object by itself: leave one of them out.`,
    { by: 'vite' },
  )
}
