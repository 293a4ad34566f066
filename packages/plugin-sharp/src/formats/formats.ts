/** What is known of a format that this codec writes: the one place. */
export interface Format {
  /** Lower case, with the dot; the first is the usual one. */
  readonly extensions: readonly string[]
  readonly type: string
  /** Whether the file holds every sample: always, never, or when it is asked to. */
  readonly lossless: 'always' | 'never' | 'optional'
  /** Bits of a sample that the file can hold. */
  readonly depths: readonly (8 | 16)[]
  readonly alpha: boolean
  /** The longest side that the encoder takes. */
  readonly maxSide: number
  /** What the file carries beside its samples. */
  readonly carries: readonly Metadata[]
}

export type Metadata = 'icc' | 'exif' | 'xmp' | 'iptc' | 'density'

export type FormatName = 'jpeg' | 'png' | 'webp' | 'avif' | 'tiff' | 'gif'

export const formats: Readonly<Record<FormatName, Format>> = {
  jpeg: {
    extensions: ['.jpg', '.jpeg', '.jpe', '.jfif'],
    type: 'image/jpeg',
    lossless: 'never',
    depths: [8],
    alpha: false,
    maxSide: 65535,
    carries: ['icc', 'exif', 'xmp', 'iptc', 'density'],
  },
  png: {
    extensions: ['.png'],
    type: 'image/png',
    lossless: 'always',
    depths: [8, 16],
    alpha: true,
    maxSide: 2147483647,
    carries: ['icc', 'exif', 'xmp', 'density'],
  },
  webp: {
    extensions: ['.webp'],
    type: 'image/webp',
    lossless: 'optional',
    depths: [8],
    alpha: true,
    maxSide: 16383,
    carries: ['icc', 'exif', 'xmp'],
  },
  // 10 and 12 bits are read as 16, and rounded to what the file had when it is written.
  avif: {
    extensions: ['.avif'],
    type: 'image/avif',
    lossless: 'never',
    depths: [8, 16],
    alpha: true,
    maxSide: 16384,
    carries: ['icc', 'exif', 'xmp'],
  },
  tiff: {
    extensions: ['.tif', '.tiff'],
    type: 'image/tiff',
    lossless: 'always',
    depths: [8, 16],
    alpha: true,
    maxSide: 2147483647,
    carries: ['icc', 'xmp', 'density'],
  },
  // A palette of 256 colours is chosen anew.
  gif: {
    extensions: ['.gif'],
    type: 'image/gif',
    lossless: 'never',
    depths: [8],
    alpha: true,
    maxSide: 65535,
    carries: [],
  },
}

export const formatNames = Object.keys(formats) as readonly FormatName[]

/** The format that a file name's suffix says, in any case; undefined for one that this codec does not write. */
export function formatOfPath(path: string): FormatName | undefined {
  const suffix = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase()
  return suffix === undefined ? undefined : formatNames.find((name) => formats[name].extensions.includes(suffix))
}
