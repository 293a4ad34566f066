import { createHash } from 'node:crypto'
import type { Json } from '@paintout/core'
import canonicalize from 'canonicalize'

/** JSON in the one spelling of RFC 8785, so that equal values have equal digests. */
export function toCanonicalJson(value: Json): string {
  // The package's types speak of a default export that CommonJS does not have.
  return (canonicalize as unknown as (value: Json) => string)(value)
}

/** SHA-256 in hex. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
