import { createVerify } from 'node:crypto'
import { invalid, oauthRefusal } from '../errors.ts'
import { type Exchange, readJson, sendJson, sendText } from '../exchange.ts'
import type { State } from '../state.ts'

/** `POST /token`, the OAuth endpoint: refresh tokens of users, signed assertions of service accounts. */
export function oauthToken(exchange: Exchange, { tokens, serviceAccounts }: State): void {
  const form = readForm(exchange.body)
  switch (form.grant_type) {
    case 'refresh_token':
      checkRefresh(form)
      break
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      checkAssertion(form.assertion ?? '', serviceAccounts)
      break
    default:
      throw oauthRefusal('unsupported_grant_type', `Invalid grant_type: ${form.grant_type}`)
  }
  sendJson(exchange, tokens.issue(form.assertion ? 'service-account' : 'user'))
}

/** `POST /v1/token` of the Security Token Service: foreign tokens for Google's. */
export function stsToken(exchange: Exchange, { tokens }: State): void {
  const form = readForm(exchange.body)
  const required = ['audience', 'grant_type', 'requested_token_type', 'scope', 'subject_token', 'subject_token_type']
  const missing = required.find((field) => !form[field])
  if (missing) throw oauthRefusal('invalid_request', `Missing field: ${missing}.`)
  const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token'
  sendJson(exchange, { ...tokens.issue('external'), issued_token_type })
}

/** `POST /v1/projects/-/serviceAccounts/…:generateAccessToken` of IAM. */
export function generateAccessToken(exchange: Exchange, { tokens }: State): void {
  tokens.check(exchange)
  const { scope } = readJson(exchange.body) as { scope?: unknown }
  if (!Array.isArray(scope)) throw invalid('scope is required')
  const { access_token } = tokens.issue('impersonated')
  sendJson(exchange, { accessToken: access_token, expireTime: new Date(Date.now() + 3_600_000).toISOString() })
}

/** `GET /computeMetadata/v1/…`, the metadata server of Google's machines. */
export function metadata(exchange: Exchange, { tokens }: State): void {
  const { request, response, found } = exchange
  const path = (found.path ?? '').replace(/\/$/, '')
  response.setHeader('metadata-flavor', 'Google')
  if (request.headers['metadata-flavor'] !== 'Google') {
    sendText(response, 403, 'Missing Metadata-Flavor:Google header.', 'text/plain')
  } else if (/^instance\/service-accounts\/[^/]+\/token$/.test(path)) {
    sendJson(exchange, tokens.issue('metadata'))
  } else {
    const text = metadataTexts[path]
    sendText(response, text === undefined ? 404 : 200, text ?? 'Not Found', 'application/text')
  }
}

const metadataTexts: Readonly<Record<string, string>> = {
  '': 'instance/',
  instance: 'service-accounts/',
  'project/project-id': 'metadata-project',
}

function readForm(body: Buffer): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(body.toString('utf8')))
}

function checkRefresh({ client_id, client_secret, refresh_token }: Readonly<Record<string, string>>): void {
  if (!client_id || !client_secret) throw oauthRefusal('invalid_client', 'The OAuth client was not found.')
  if (refresh_token !== 'emulated-refresh-token') {
    throw oauthRefusal('invalid_grant', 'Token has been expired or revoked.')
  }
}

/** The signed claim of a service account. */
function checkAssertion(assertion: string, accounts: ReadonlyMap<string, string>): void {
  const [header, claim, signature] = assertion.split('.')
  if (!header || !claim || !signature) throw oauthRefusal('invalid_grant', 'Bad Request')
  const { iss, aud, exp } = JSON.parse(Buffer.from(claim, 'base64url').toString()) as Record<string, unknown>
  const key = accounts.get(String(iss))
  if (!key) throw oauthRefusal('invalid_grant', 'Invalid grant: account not found')
  const verify = createVerify('RSA-SHA256').update(`${header}.${claim}`)
  if (!verify.verify(key, signature, 'base64url')) throw oauthRefusal('invalid_grant', 'Invalid JWT Signature.')
  const isCurrent = aud === 'https://oauth2.googleapis.com/token' && Number(exp) * 1000 > Date.now()
  if (!isCurrent) throw oauthRefusal('invalid_grant', 'Invalid JWT: Token must be a short-lived token.')
}
