import type { Auth } from './auth.ts'

/** Who is asked, as whom, and how patiently: the same for every model. */
export interface ConnectionOptions {
  /** The Google Cloud project that pays. Default: `GOOGLE_CLOUD_PROJECT`, then what the credentials name. */
  readonly project?: string
  /** Default: `GOOGLE_CLOUD_LOCATION`, `GOOGLE_CLOUD_REGION`, then where the model is served. */
  readonly location?: string
  /** https, or http to this machine. Default: `PAINTOUT_VERTEX_ENDPOINT`, then Google's host for the location. */
  readonly endpoint?: string
  /** Hosts beside Google's that may have this machine's own credentials. */
  readonly trustedHosts?: readonly string[]
  /** Default: the token in `GOOGLE_OAUTH_ACCESS_TOKEN`, then Application Default Credentials. */
  readonly auth?: Auth
  /** Default `v1`. */
  readonly apiVersion?: 'v1' | 'v1beta1'
  /** The quota to stay under, for all calls of this process to the same project, location and base model. */
  readonly requestsPerMinute?: number
  /** Calls at once, likewise. Default 8. */
  readonly concurrency?: number
  /** Calls after a first one that failed for a passing reason: 408, 429, 500, 502, 503, 504, a broken connection. Default 2. */
  readonly retries?: number
  /** Milliseconds before the first retry. Default 1000. */
  readonly retryDelay?: number
  /** Milliseconds that one call may take. Default 180000. */
  readonly deadline?: number
}

export const text = { type: 'string', minLength: 1 } as const

/** An address that is checked further when the endpoint is made. */
export const address = { ...text, pattern: '^https?://', expects: 'an https address, or http to this machine' } as const

/** Their schemas, by name. */
export const connectionProperties = {
  project: {
    ...text,
    pattern: '^[\\w.:-]+$',
    expects: 'a project id',
    description: 'the Google Cloud project that pays',
  },
  location: {
    ...text,
    pattern: '^[a-z0-9-]+$',
    expects: 'a location such as `us-central1`',
    description: 'the region, or global',
  },
  endpoint: { ...address, description: "in place of Google's host" },
  trustedHosts: { type: 'array', items: text, description: "hosts that may have this machine's own credentials" },
  auth: {
    expects: 'a google-auth-library client or a function that returns a token',
    description: 'who asks, where the environment does not say it',
  },
  apiVersion: { type: 'string', enum: ['v1', 'v1beta1'], default: 'v1', description: 'of the API of Vertex AI' },
  requestsPerMinute: {
    type: 'number',
    exclusiveMinimum: 0,
    expects: 'a number above 0',
    description: 'the quota to stay under',
  },
  concurrency: { type: 'integer', minimum: 1, maximum: 1000, default: 8, description: 'calls at once' },
  retries: {
    type: 'integer',
    minimum: 0,
    maximum: 10,
    default: 2,
    description: 'calls after one that failed in passing',
  },
  retryDelay: {
    type: 'integer',
    minimum: 0,
    maximum: 60_000,
    default: 1000,
    description: 'milliseconds before the first retry',
  },
  deadline: {
    type: 'integer',
    minimum: 1,
    maximum: 3_600_000,
    default: 180_000,
    description: 'milliseconds that one call may take',
  },
} as const
