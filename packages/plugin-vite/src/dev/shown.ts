import type { Rollup, ViteDevServer } from 'vite'
import type { Asked } from '../cleaning/asked.ts'

/** What a page of the dev server gets now. */
export interface Shown {
  readonly path: string
  /** Names the bytes. */
  readonly key: string
}

export interface Showing {
  readonly server: ViteDevServer
  /** The cleaned photo, or what stands in for it until the engine is done. */
  show(asked: Asked): Promise<Shown>
  /** The id of a module: another file only where something reads its bytes, such as `?inline` or vite-imagetools. */
  resolve(resolved: Rollup.PartialResolvedId): Promise<Rollup.PartialResolvedId>
  /** Shown photos that hang on a file. */
  photosOf(file: string): ReadonlySet<string>
  /** Files in the cache that are modules in place of a photo. */
  modulesOf(photo: string): ReadonlySet<string>
  /** Looks once more at a file that was edited just now. */
  settle(file: string): void
}
