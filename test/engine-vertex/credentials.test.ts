import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Emulator, startEmulator } from '@paintout/emulator'
import { createVertex } from '@paintout/engine-vertex'
import { OAuth2Client } from 'google-auth-library'
import { type GoogleProxy, startGoogleProxy } from './credentials/google-proxy.ts'
import { contextFor, imagen3, optionsFor, requestFor } from './requests.ts'

const run = promisify(execFile)
const email = 'robot@key-project.iam.gserviceaccount.com'
const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
})

const user = {
  type: 'authorized_user',
  client_id: 'client',
  client_secret: 'secret-of-the-client',
  refresh_token: 'emulated-refresh-token',
  quota_project_id: 'quota-project',
}

const serviceAccount = {
  type: 'service_account',
  project_id: 'key-project',
  private_key_id: 'key-1',
  private_key: keys.privateKey,
  client_email: email,
  client_id: '1',
}

describe("this machine's own credentials", function () {
  this.timeout(60_000)
  let emulator: Emulator
  let proxy: GoogleProxy
  let folder: string

  before(async () => {
    emulator = await startEmulator({ answer: 'echo', serviceAccounts: { [email]: keys.publicKey } })
    proxy = await startGoogleProxy(emulator.url)
    folder = await mkdtemp(join(tmpdir(), 'paintout-credentials-'))
    await writeFile(join(folder, 'ca.pem'), proxy.certificate)
    await writeFile(join(folder, 'subject-token'), 'a-foreign-token')
  })
  after(async () => {
    proxy.close()
    await emulator.close()
    await rm(folder, { recursive: true })
  })

  it('may be a user who logged in with gcloud: the quota project goes along', async () => {
    assert.deepEqual(await fillWith(user, { GOOGLE_CLOUD_PROJECT: 'shop' }), { ok: true })
    const { path, headers } = emulator.calls.at(-1)!
    assert.match(path, /^\/v1\/projects\/shop\/locations\/us-central1\//)
    assert.match(headers.authorization ?? '', /^Bearer ya29\.emulated-user-/)
    assert.equal(headers['x-goog-user-project'], 'quota-project')
    assert.equal(proxy.hosts.at(-1), 'oauth2.googleapis.com:443')
  })

  it('may be the key of a service account, which names the project', async () => {
    assert.deepEqual(await fillWith(serviceAccount), { ok: true })
    const { path, headers } = emulator.calls.at(-1)!
    assert.match(path, /^\/v1\/projects\/key-project\//)
    assert.match(headers.authorization ?? '', /^Bearer ya29\.emulated-service-account-/)
  })

  it("may be those of Google's machine, from its metadata server", async () => {
    const environment = { GCE_METADATA_HOST: new URL(emulator.url).host, METADATA_SERVER_DETECTION: 'assume-present' }
    assert.deepEqual(await fillWith(undefined, environment), { ok: true })
    const { path, headers } = emulator.calls.at(-1)!
    assert.match(path, /^\/v1\/projects\/metadata-project\//)
    assert.match(headers.authorization ?? '', /^Bearer ya29\.emulated-metadata-/)
  })

  it('may be an external account, whose token is exchanged', async () => {
    assert.deepEqual(await fillWith(externalAccount(), { GOOGLE_CLOUD_PROJECT: 'shop' }), { ok: true })
    assert.match(emulator.calls.at(-1)!.headers.authorization ?? '', /^Bearer ya29\.emulated-external-/)
    assert.equal(proxy.hosts.at(-1), 'sts.googleapis.com:443')
  })

  it('may be an external account that acts for a service account', async () => {
    const service_account_impersonation_url = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`
    const credentials = { ...externalAccount(), service_account_impersonation_url }
    assert.deepEqual(await fillWith(credentials, { GOOGLE_CLOUD_PROJECT: 'shop' }), { ok: true })
    assert.match(emulator.calls.at(-1)!.headers.authorization ?? '', /^Bearer ya29\.emulated-impersonated-/)
  })

  it('may be a user who acts for a service account', async () => {
    const credentials = {
      type: 'impersonated_service_account',
      service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
      source_credentials: user,
    }
    assert.deepEqual(await fillWith(credentials, { GOOGLE_CLOUD_PROJECT: 'shop' }), { ok: true })
    assert.match(emulator.calls.at(-1)!.headers.authorization ?? '', /^Bearer ya29\.emulated-impersonated-/)
    assert.equal(proxy.hosts.at(-1), 'iamcredentials.googleapis.com:443')
  })

  const kinds = { user, 'service account': serviceAccount, external: undefined } as const
  for (const [kind, credentials] of Object.entries(kinds)) {
    it(`get a new token once when the old one has expired: ${kind}`, async () => {
      const calls = emulator.calls.length
      emulator.next('nothing', 'expired-token')
      const outcome = await fillWith(credentials ?? externalAccount(), {
        GOOGLE_CLOUD_PROJECT: 'shop',
        TEST_FILLS: '2',
      })
      assert.deepEqual(outcome, { ok: true })
      const tokens = emulator.calls.slice(calls).map(({ headers }) => headers.authorization)
      assert.equal(tokens.length, 3)
      assert.equal(tokens[0], tokens[1])
      assert.notEqual(tokens[1], tokens[2])
    })
  }

  it('that have expired are an error with the command that renews them', async () => {
    assert.deepEqual(await fillWith({ ...user, refresh_token: 'revoked' }, { GOOGLE_CLOUD_PROJECT: 'shop' }), {
      code: 'no-credentials',
      message:
        'Expected credentials for Google Cloud, got "invalid_grant". The login has expired: run `gcloud auth application-default login` again.',
    })
  })

  it('that are missing are an error with the commands that make some', async () => {
    assert.deepEqual(await fillWith(undefined, { GOOGLE_CLOUD_PROJECT: 'shop' }), {
      code: 'no-credentials',
      message:
        'Expected credentials for Google Cloud, got "Could not load the default credentials. Browse to https://cloud.google.com/docs/authentication/getting-started for more information". Run `gcloud auth application-default login`, set GOOGLE_APPLICATION_CREDENTIALS to a key file, or GOOGLE_OAUTH_ACCESS_TOKEN to the token of `gcloud auth print-access-token`.',
    })
  })

  it('whose file is missing are an error that names the variable', async () => {
    const environment = { GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'nothing.json'), GOOGLE_CLOUD_PROJECT: 'shop' }
    const { code, message } = (await fillWith(undefined, environment)) as { code: string; message: string }
    assert.equal(code, 'no-credentials')
    assert.match(message, / Set GOOGLE_APPLICATION_CREDENTIALS to a readable credentials file\.$/)
  })

  it('that name no project are an error that says how to name one', async () => {
    assert.deepEqual(await fillWith(user), {
      code: 'invalid-option',
      message:
        'Expected `project` for vertex, got none. Say `project`, set GOOGLE_CLOUD_PROJECT, or use credentials that name one.',
    })
  })

  function externalAccount() {
    return {
      type: 'external_account',
      audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/provider',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      token_url: 'https://sts.googleapis.com/v1/token',
      credential_source: { file: join(folder, 'subject-token') },
    }
  }

  /** One process with nothing but these credentials. */
  async function fillWith(credentials: object | undefined, environment: NodeJS.ProcessEnv = {}): Promise<object> {
    const file = join(folder, 'credentials.json')
    if (credentials) await writeFile(file, JSON.stringify(credentials))
    const child = new URL('./credentials/child.ts', import.meta.url).pathname
    const { stdout } = await run(process.execPath, [...process.execArgv, child], {
      env: {
        PATH: '/nowhere',
        HOME: folder,
        TMPDIR: folder,
        TEST_ENDPOINT: emulator.url,
        HTTPS_PROXY: proxy.url,
        NO_PROXY: '127.0.0.1',
        NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
        METADATA_SERVER_DETECTION: 'none',
        ...(credentials ? { GOOGLE_APPLICATION_CREDENTIALS: file } : {}),
        ...environment,
      },
    })
    return JSON.parse(stdout) as object
  }
})

describe('`auth`', () => {
  it('may be a client of google-auth-library', async () => {
    const emulator = await startEmulator({ answer: 'echo', tokens: ['of-the-client'] })
    const auth = new OAuth2Client()
    auth.setCredentials({ access_token: 'of-the-client' })
    const { engine, close } = createVertex(optionsFor(emulator, { model: imagen3, auth }))
    assert.equal((await engine.fill(requestFor(), contextFor())).length, 1)
    close()
    await emulator.close()
  })

  it('may be a function, which is asked again after a 401', async () => {
    const emulator = await startEmulator({ answer: 'echo', tokens: ['second'] })
    const tokens = ['first', 'second']
    const auth = async () => tokens.shift() ?? 'none'
    const { engine, close } = createVertex(optionsFor(emulator, { model: imagen3, auth }))
    assert.equal((await engine.fill(requestFor(), contextFor())).length, 1)
    assert.deepEqual(tokens, [])
    close()
    await emulator.close()
  })

  it('that fails is an error that says so', async () => {
    const emulator = await startEmulator()
    const auth = () => {
      throw new Error('The vault is closed.')
    }
    const { engine, close } = createVertex(optionsFor(emulator, { model: imagen3, auth }))
    await assert.rejects(engine.fill(requestFor(), contextFor()), {
      code: 'no-credentials',
      message: 'Expected `auth` to return an access token, got "The vault is closed". Mend the function.',
    })
    assert.equal(emulator.calls.length, 0)
    close()
    await emulator.close()
  })

  it('that is something else is refused before any call', () => {
    assert.throws(() => createVertex({ auth: 'ya29.token' as never }), {
      code: 'invalid-option',
      message: 'Expected `auth` of vertex to be a google-auth-library client or a function that returns a token.',
    })
  })
})
