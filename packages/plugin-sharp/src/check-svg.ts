import { type ErrorCode, PaintoutError } from '@paintout/core'

/** What libvips itself takes. */
const MAX_BYTES = 10_000_000

interface Rule {
  readonly pattern: RegExp
  readonly found: string
  readonly wayOut: string
}

const EMBED = 'Draw it in the SVG itself, or embed a bitmap as a data: URL.'

/** Entities can grow without limit; references out of the file would reach the disk or the network. */
const rules: readonly Rule[] = [
  { pattern: /<!(DOCTYPE|ENTITY)/i, found: 'a DOCTYPE or an entity', wayOut: 'Remove the DOCTYPE.' },
  { pattern: /<\?xml-stylesheet/i, found: 'a style sheet of its own', wayOut: 'Write the styles into the SVG.' },
  { pattern: /@import/i, found: '@import', wayOut: 'Write the styles into the SVG.' },
  { pattern: /\bxml:base\s*=/i, found: 'xml:base', wayOut: EMBED },
  { pattern: /\bhref\s*=\s*(?!["']\s*(#|data:image\/(png|jpe?g|gif|webp)[;,]))/i, found: 'a link out', wayOut: EMBED },
  {
    pattern: /\burl\(\s*["']?\s*(?!["'\s]|#|data:image\/(png|jpe?g|gif|webp)[;,])/i,
    found: 'a url() out',
    wayOut: EMBED,
  },
]

/**
 * The text of an SVG that refers to nothing outside of itself and says how large it is.
 * @throws `code`: too long, not UTF-8, a reference out, a DOCTYPE, no size
 */
export function checkSvg(bytes: Uint8Array, name: string, code: ErrorCode): string {
  const refuse = (expected: string, got: string, wayOut: string) =>
    new PaintoutError(code, `Expected ${name} to ${expected}, got ${got}. ${wayOut}`, { by: 'codec' })
  if (bytes.length > MAX_BYTES) {
    throw refuse('be an SVG of at most 10 MB', `${bytes.length} bytes`, 'Simplify its paths, or give a PNG.')
  }
  const text = decodeUtf8(bytes)
  if (text === undefined) throw refuse('be an SVG in UTF-8', 'another encoding', 'Save it as UTF-8.')
  for (const { pattern, found, wayOut } of rules) {
    if (pattern.test(text)) throw refuse('refer to nothing outside of it', found, wayOut)
  }
  const root = /<(?:\w+:)?svg\b[^>]*>/i.exec(text)?.[0]
  if (root === undefined) throw refuse('be an SVG', 'no <svg> element', 'Give a whole SVG document.')
  if (!saysItsSize(root)) {
    throw refuse('say its size', 'an <svg> without one', 'Add a viewBox, such as `viewBox="0 0 800 600"`.')
  }
  return text
}

/** Without a size the renderer would crop to what is drawn, and the drawing would move. */
function saysItsSize(root: string): boolean {
  const hasBox = /\sviewBox\s*=\s*["']\s*[-\d.]/.test(root)
  const hasSide = (side: string) => new RegExp(`\\s${side}\\s*=\\s*["']\\s*[\\d.]+(?:[a-z]*)\\s*["']`, 'i').test(root)
  return hasBox || (hasSide('width') && hasSide('height'))
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
