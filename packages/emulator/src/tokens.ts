import { credentialsMissing, quotaProjectMissing, tokenExpired, tokenInvalid } from './errors.ts'
import type { Exchange } from './exchange.ts'

export type TokenKind = 'user' | 'service-account' | 'metadata' | 'external' | 'impersonated' | 'given'

const seconds = 3600

/** Access tokens that were given out, and whether they still hold. */
export class Tokens {
  readonly #issued = new Map<string, { kind: TokenKind; expired: boolean }>()

  constructor(given: readonly string[]) {
    for (const token of given) this.#issued.set(token, { kind: 'given', expired: false })
  }

  /** In the form of the OAuth token endpoints. */
  issue(kind: TokenKind): { access_token: string; expires_in: number; token_type: 'Bearer' } {
    const access_token = `ya29.emulated-${kind}-${this.#issued.size + 1}`
    this.#issued.set(access_token, { kind, expired: false })
    return { access_token, expires_in: seconds, token_type: 'Bearer' }
  }

  /** From now on every token that is out answers 401, as after an hour. */
  expireAll(): void {
    for (const token of this.#issued.values()) token.expired = true
  }

  /** What kind of token an exchange brings. Refuses like Google does. */
  check({ request }: Exchange): TokenKind {
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? []
    if (!token) throw credentialsMissing()
    const issued = this.#issued.get(token)
    if (!issued) throw tokenInvalid()
    if (issued.expired) throw tokenExpired()
    if (issued.kind === 'user' && !request.headers['x-goog-user-project']) throw quotaProjectMissing()
    return issued.kind
  }
}
