/** What the first bytes of a file say that it is. */
export interface Signature {
  readonly name: string
  readonly suffixes: readonly string[]
  /** Whether sharp's prebuilt binaries read it. */
  readonly readable: boolean
}

const heic = ['heic', 'heix', 'hevc', 'hevx', 'heim', 'heis']
const avif = ['avif', 'avis']

const signatures: readonly (Signature & { matches: (head: string) => boolean })[] = [
  known('JPEG', ['.jpg', '.jpeg', '.jpe', '.jfif'], (head) => head.startsWith('\xff\xd8\xff')),
  known('PNG', ['.png', '.apng'], (head) => head.startsWith('\x89PNG\r\n\x1a\n')),
  known('WebP', ['.webp'], (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8)),
  known('AVIF', ['.avif', '.heif'], (head) => isBrand(head, avif)),
  known('TIFF', ['.tif', '.tiff'], (head) => /^(II[*+]\0|MM\0[*+])/.test(head)),
  known('GIF', ['.gif'], (head) => /^GIF8[79]a/.test(head)),
  known('SVG', ['.svg'], (head) => /^(\xef\xbb\xbf)?\s*<(\?xml|!--|!DOCTYPE|svg)/i.test(head)),
  foreign('HEIC', (head) => isBrand(head, heic)),
  foreign('JPEG XL', (head) => head.startsWith('\xff\x0a') || head.startsWith('JXL ', 4)),
  foreign('JPEG 2000', (head) => head.startsWith('jP  ', 4) || head.startsWith('\xff\x4f\xff\x51')),
  foreign('PDF', (head) => head.startsWith('%PDF')),
  foreign('Photoshop', (head) => head.startsWith('8BPS')),
  foreign('BMP', (head) => head.startsWith('BM')),
  foreign('gzip (compressed SVG)', (head) => head.startsWith('\x1f\x8b')),
]

/** Reads the signature of an image, or undefined for bytes that are none that we know. */
export function signatureOf(bytes: Uint8Array): Signature | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 64)).toString('latin1')
  return signatures.find(({ matches }) => matches(head))
}

function known(name: string, suffixes: readonly string[], matches: (head: string) => boolean) {
  return { name, suffixes, readable: true, matches }
}

function foreign(name: string, matches: (head: string) => boolean) {
  return { name, suffixes: [], readable: false, matches }
}

function isBrand(head: string, brands: readonly string[]): boolean {
  return head.startsWith('ftyp', 4) && brands.includes(head.slice(8, 12))
}
