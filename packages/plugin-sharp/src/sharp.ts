import type sharp from 'sharp'

/** sharp as a program imports it. A program that holds two copies says which one by the codec's options. */
export type SharpLibrary = typeof sharp

/** How strict reading is, and how large an image may be. */
export interface ReadLimits {
  /** The most pixels that are read. */
  readonly limitInputPixels: number
  /** The damage that fails a read, as sharp counts it. */
  readonly failOn: 'none' | 'truncated' | 'error' | 'warning'
}

/** What sharp itself takes by default: 16383 × 16383, and any damage fails. */
export const defaultLimits: ReadLimits = { limitInputPixels: 0x3fff * 0x3fff, failOn: 'warning' }
