import { resolve } from 'node:path'
import { type Cache, openCache } from './cache.ts'
import { type Claims, openClaims } from './claims.ts'
import { type Entries, openEntries } from './entries.ts'
import { type FillCache, openFillCache } from './fill-cache.ts'
import { findDirectory } from './find-directory.ts'
import { type Flights, openFlights } from './flights.ts'
import { type Landed, openLanded } from './landed.ts'
import { type Driver, type SharedEntries, shareEntries } from './shared.ts'
import { openUses, type Uses } from './uses.ts'

/** The parts of one store folder. */
export interface OpenStore {
  readonly directory: string
  readonly entries: Entries
  readonly claims: Claims
  readonly landed: Landed
  readonly uses: Uses
  readonly flights: Flights
  readonly cache: Cache
  readonly fills: FillCache
  readonly shared: SharedEntries | undefined
}

export interface OpenOptions {
  /** Default: `.paintout` beside the nearest package.json or .git. */
  readonly directory?: string | undefined
  readonly shared?: Driver | undefined
  /** Bytes of the cache of what can be made again. Default: a gibibyte. */
  readonly cacheLimit?: number | undefined
}

/** Opens a store folder. Nothing is written, nothing has to be there. */
export function openStore({ directory = findDirectory(), shared, cacheLimit }: OpenOptions = {}): OpenStore {
  const path = resolve(directory)
  const cache = openCache(path, cacheLimit)
  return {
    directory: path,
    entries: openEntries(path),
    claims: openClaims(path),
    landed: openLanded(path),
    uses: openUses(path),
    flights: openFlights(path),
    cache,
    fills: openFillCache(cache),
    shared: shared && shareEntries(shared),
  }
}
