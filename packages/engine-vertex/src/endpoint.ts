import { PaintoutError } from '@paintout/core'
import type { FamilyName } from './models.ts'

export interface Endpoint {
  /** Without a slash at its end. */
  readonly base: string
  readonly host: string
  /** Whether credentials of the machine, which nobody handed over for this host, may be sent there. */
  readonly isTrusted: boolean
}

const googleDomains = ['googleapis.com', 'vertexai.goog']

/**
 * Where requests go: what the user says, else Google's host for the location.
 * @throws `invalid-option` when it is neither https nor a loopback
 */
export function resolveEndpoint(
  given: string | undefined,
  location: string,
  trustedHosts: readonly string[] = [],
): Endpoint {
  const url = given === undefined ? new URL(`https://${hostOf(location)}`) : readUrl(given)
  return {
    base: url.href.replace(/\/$/, ''),
    host: url.host,
    isTrusted: isGoogle(url) || trustedHosts.some((host) => host === url.host || host === url.hostname),
  }
}

/** A location comes from the environment too, and becomes part of a host. Imagen has no `global` one. */
export function checkLocation(location: string, family: FamilyName, model: string): void {
  if (!/^[a-z0-9-]+$/.test(location)) {
    throw new PaintoutError(
      'invalid-option',
      `Expected \`location\` to be a location such as \`us-central1\`, got \`${location.slice(0, 80)}\`. Look at GOOGLE_CLOUD_LOCATION and GOOGLE_CLOUD_REGION.`,
    )
  }
  if (family === 'gemini' || location !== 'global') return
  throw new PaintoutError(
    'invalid-option',
    `Expected \`location\` to be a region for \`${model}\`, got \`global\`, where Imagen is not served. Say \`us-central1\`.`,
  )
}

/** `us` and `eu` are multi-regions with hosts of their own. */
function hostOf(location: string): string {
  if (location === 'global') return 'aiplatform.googleapis.com'
  if (location === 'us' || location === 'eu') return `aiplatform.${location}.rep.googleapis.com`
  return `${location}-aiplatform.googleapis.com`
}

export function readUrl(given: string): URL {
  const wrong = (got: string) =>
    new PaintoutError(
      'invalid-option',
      `Expected \`endpoint\` to be an https address, or http to this machine only, got ${got}. Say for example \`https://us-central1-aiplatform.googleapis.com\`.`,
    )
  let url: URL
  try {
    url = new URL(given)
  } catch {
    throw wrong(`\`${given.slice(0, 80)}\``)
  }
  if (url.username || url.password || url.search || url.hash) throw wrong(`one with more than host, port and path`)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) throw wrong(`\`${given}\``)
  return url
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function isGoogle({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' && googleDomains.some((domain) => hostname === domain || hostname.endsWith(`.${domain}`))
}
