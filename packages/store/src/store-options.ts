import type { Driver } from './shared.ts'

/** A gibibyte. */
export const defaultCacheLimit = 2 ** 30

export interface StoreOptions {
  /** Where paid answers lie. Default: `.paintout` beside the nearest package.json or .git. Meant to be committed. */
  readonly directory?: string
  /** Where a team shares them: see `fromUnstorage`. The directory stays in front of it. */
  readonly shared?: Driver
  /**
   * True: a paid fill that is not in the store is an error, and nothing is sent. Default: `PAINTOUT_FROZEN`, else
   * whether `CI` is set to anything but `0` or `false`.
   */
  readonly frozen?: boolean
  /** Bytes of the cache of what can be made again. Default: a gibibyte. */
  readonly cacheLimit?: number
}

export const storeSchema = {
  type: 'object',
  properties: {
    directory: {
      type: 'string',
      minLength: 1,
      description: 'where paid answers lie, default .paintout in the project',
    },
    shared: {
      type: 'object',
      properties: {
        get: { isFunction: true },
        has: { isFunction: true },
        put: { isFunction: true },
        list: { isFunction: true },
      },
      required: ['get', 'has', 'put', 'list'],
      expects: 'a driver with `get`, `has`, `put` and `list`',
      description: 'where a team shares them',
    },
    frozen: { type: 'boolean', description: 'fail rather than pay; the default where CI is set' },
    cacheLimit: {
      type: 'integer',
      minimum: 0,
      default: defaultCacheLimit,
      description: 'bytes of what can be made again',
    },
  },
  additionalProperties: false,
} as const
