import { PaintoutError } from '@paintout/core'
import type { Endpoint } from './endpoint.ts'
import { quoted } from './quote.ts'

/** What is used of a client of google-auth-library, so that a program may hold any version of it. */
export interface AuthClientLike {
  getRequestHeaders(url?: string): Promise<HeadersLike>
  readonly credentials: object
  setCredentials(credentials: object): void
  readonly projectId?: string | null | undefined
}

/** `Headers`, or the plain object that older versions return. */
type HeadersLike = { forEach(each: (value: string, name: string) => void): void } | Readonly<Record<string, string>>

/** What is used of its `GoogleAuth`, which finds a client. */
export interface GoogleAuthLike {
  getClient(): Promise<AuthClientLike>
  getProjectId(): Promise<string>
}

/** A google-auth-library client, or a function that returns an access token. */
export type Auth = AuthClientLike | GoogleAuthLike | (() => string | Promise<string>)

export interface Credentials {
  /** `authorization`, and for user credentials the project that pays the quota. */
  headers(url: URL): Promise<Readonly<Record<string, string>>>
  /** The project that the credentials name, if they do. */
  project(): Promise<string | undefined>
  /** Makes the next `headers` fetch a new token. False where there is nothing to fetch. */
  renew(): Promise<boolean>
}

const scope = 'https://www.googleapis.com/auth/cloud-platform'

/**
 * Who pays, in this order: `auth`, the token in `GOOGLE_OAUTH_ACCESS_TOKEN`, Application Default Credentials. The last
 * are the machine's own and go only to hosts that are Google's, or that the user trusts by name. Where there are none,
 * that is the error `no-credentials` of the first call: a build that asks for nothing new needs none.
 * @throws `invalid-option`
 */
export function createCredentials(
  auth: Auth | undefined,
  endpoint: Endpoint,
  environment: NodeJS.ProcessEnv = process.env,
): Credentials {
  const token = environment.GOOGLE_OAUTH_ACCESS_TOKEN
  if (typeof auth === 'function') return fromFunction(auth)
  if (auth !== undefined) return fromClient(checkAuth(auth))
  if (token) return fromToken(token, environment.GOOGLE_CLOUD_QUOTA_PROJECT)
  return endpoint.isTrusted ? fromDefaults() : missing(endpoint.host)
}

function missing(host: string): Credentials {
  return {
    async headers() {
      throw new PaintoutError(
        'no-credentials',
        `Expected \`auth\` or the variable GOOGLE_OAUTH_ACCESS_TOKEN for ${host}, which is not Google's, got neither. This machine's own credentials are sent to Google only: name the host in \`trustedHosts\` if it may have them.`,
      )
    },
    project: async () => undefined,
    renew: async () => false,
  }
}

function fromFunction(auth: () => string | Promise<string>): Credentials {
  return {
    async headers() {
      let token: unknown
      try {
        token = await auth()
      } catch (error) {
        throw failed('`auth` to return an access token', error, 'Mend the function.')
      }
      if (typeof token === 'string' && token.length > 0) return bearer(token)
      throw failed('`auth` to return an access token', undefined, 'Mend the function: it has to return a string.')
    },
    project: async () => undefined,
    renew: async () => true,
  }
}

function fromToken(token: string, quotaProject: string | undefined): Credentials {
  const headers = { ...bearer(token), ...(quotaProject ? { 'x-goog-user-project': quotaProject } : {}) }
  return { headers: async () => headers, project: async () => undefined, renew: async () => false }
}

/** Application Default Credentials. The library is loaded once somebody needs it: most runs do not. */
function fromDefaults(): Credentials {
  let loading: Promise<GoogleAuthLike> | undefined
  const load = async (): Promise<GoogleAuthLike> => {
    const library = await import('google-auth-library')
    return new library.GoogleAuth({ scopes: scope })
  }
  return fromClient(() => {
    loading ??= load()
    return loading
  })
}

/** By what it can do: a program may hold two copies of the library. */
function checkAuth(auth: AuthClientLike | GoogleAuthLike): () => AuthClientLike | GoogleAuthLike {
  const isClient = typeof auth === 'object' && auth !== null && ('getRequestHeaders' in auth || 'getClient' in auth)
  if (isClient) return () => auth
  throw new PaintoutError(
    'invalid-option',
    'Expected `auth` of vertex to be a google-auth-library client or a function that returns a token.',
  )
}

function fromClient(authOf: () => AuthClientLike | GoogleAuthLike | Promise<GoogleAuthLike>): Credentials {
  const clientOf = async (): Promise<AuthClientLike> => {
    const auth = await authOf()
    return 'getClient' in auth ? auth.getClient() : auth
  }
  return {
    async headers(url) {
      try {
        return plainHeaders(await (await clientOf()).getRequestHeaders(url.href))
      } catch (error) {
        throw failed('credentials for Google Cloud', error, wayOut(error))
      }
    },
    async project() {
      try {
        const auth = await authOf()
        if ('getProjectId' in auth) return await auth.getProjectId()
        return auth.projectId ?? undefined
      } catch {
        return undefined
      }
    },
    async renew() {
      const client = await clientOf()
      // The one thing that every kind of client looks at before it uses a token again.
      client.setCredentials({ ...client.credentials, expiry_date: 1 })
      return true
    },
  }
}

function plainHeaders(headers: HeadersLike): Readonly<Record<string, string>> {
  if (typeof headers.forEach !== 'function') return headers as Readonly<Record<string, string>>
  const plain: Record<string, string> = {}
  headers.forEach((value, name) => {
    plain[name] = value
  })
  return plain
}

function bearer(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` }
}

const logIn = 'gcloud auth application-default login'

/** The command or the variable that mends it. */
function wayOut(error: unknown): string {
  const message = messageOf(error)
  if (/Could not load the default credentials/i.test(message)) {
    return `Run \`${logIn}\`, set GOOGLE_APPLICATION_CREDENTIALS to a key file, or GOOGLE_OAUTH_ACCESS_TOKEN to the token of \`gcloud auth print-access-token\`.`
  }
  if (/invalid_grant|invalid_rapt|reauth/i.test(message)) return `The login has expired: run \`${logIn}\` again.`
  if (/ENOENT|does not exist|JSON/i.test(message)) {
    return 'Set GOOGLE_APPLICATION_CREDENTIALS to a readable credentials file.'
  }
  if (/serviceAccounts|iam\./i.test(message)) {
    return 'Grant this identity the role "Service Account Token Creator" on the service account that it acts for.'
  }
  return `Check them with \`gcloud auth application-default print-access-token\`, or run \`${logIn}\`.`
}

/** The library's own errors carry the whole request, with what is secret in it: only their words go on. */
function failed(expected: string, error: unknown, way: string): PaintoutError {
  const said = error === undefined ? 'nothing' : quoted(messageOf(error))
  return new PaintoutError('no-credentials', `Expected ${expected}, got ${said}. ${way}`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
