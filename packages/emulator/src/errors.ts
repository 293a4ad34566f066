/** An error body as Google writes it. */
export interface GoogleError {
  readonly code: number
  readonly status: string
  readonly message: string
  readonly details?: readonly object[]
}

/** What a handler throws to refuse a request. */
export class Refusal extends Error {
  readonly error: GoogleError
  readonly headers: Readonly<Record<string, string>>
  /** What is sent. */
  readonly body: unknown

  constructor(error: GoogleError, headers: Readonly<Record<string, string>> = {}, body: unknown = { error }) {
    super(error.message)
    this.error = error
    this.headers = headers
    this.body = body
  }
}

/** Sentences that begin with this are ours: what the service says there is not known. */
const ours = 'paintout emulator:'

export function invalid(message: string): Refusal {
  return new Refusal({ code: 400, status: 'INVALID_ARGUMENT', message })
}

export function invalidByUs(message: string): Refusal {
  return invalid(`${ours} ${message}`)
}

export function editingFailed(reason: string): Refusal {
  return invalid(`Image editing failed with the following error: ${reason}`)
}

/** The token endpoints have a form of their own. */
export function oauthRefusal(error: string, error_description: string): Refusal {
  const google = { code: 400, status: 'INVALID_ARGUMENT', message: error_description }
  return new Refusal(google, {}, { error, error_description })
}

/** What the JSON reader of Google's services says of a field that it does not know. `path` is in snake case, may be empty. */
export function unknownField(name: string, path: string): Refusal {
  const place = path === '' ? '' : ` at '${path}'`
  const description = `Invalid JSON payload received. Unknown name "${name}"${place}: Cannot find field.`
  return badField(path, description)
}

export function badField(field: string, description: string): Refusal {
  return new Refusal({
    code: 400,
    status: 'INVALID_ARGUMENT',
    message: description,
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description }] }],
  })
}

export function modelNotFound(path: string): Refusal {
  return new Refusal({
    code: 404,
    status: 'NOT_FOUND',
    message: `Publisher Model \`${path}\` was not found or your project does not have access to it. Please ensure you are using a valid model version. For more information, see: https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions`,
  })
}

export function modelRetired(model: string): Refusal {
  return new Refusal({
    code: 404,
    status: 'NOT_FOUND',
    message: `Image editing failed with the following error: ${model} is unavailable.`,
  })
}

export function quotaExceeded(baseModel: string): Refusal {
  return new Refusal({
    code: 429,
    status: 'RESOURCE_EXHAUSTED',
    message: `Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model with base model: ${baseModel}. Please submit a quota increase request. https://cloud.google.com/vertex-ai/docs/generative-ai/quotas-genai.`,
  })
}

const expected =
  'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.'

function unauthenticated(message: string, reason: string): Refusal {
  return new Refusal({
    code: 401,
    status: 'UNAUTHENTICATED',
    message: `${message} ${expected}`,
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason,
        domain: 'googleapis.com',
        metadata: { service: 'aiplatform.googleapis.com' },
      },
    ],
  })
}

export const credentialsMissing = () =>
  unauthenticated('Request is missing required authentication credential.', 'CREDENTIALS_MISSING')

export const tokenExpired = () =>
  unauthenticated('Request had invalid authentication credentials.', 'ACCESS_TOKEN_EXPIRED')

export const tokenInvalid = () =>
  unauthenticated('Request had invalid authentication credentials.', 'ACCESS_TOKEN_TYPE_UNSUPPORTED')

export const quotaProjectMissing = () =>
  new Refusal({
    code: 403,
    status: 'PERMISSION_DENIED',
    message:
      'Your application is authenticating by using local Application Default Credentials. The aiplatform.googleapis.com API requires a quota project, which is not set by default. To learn how to set your quota project, see https://cloud.google.com/docs/authentication/adc-troubleshooting/user-creds .',
  })
