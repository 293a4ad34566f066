import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createVertex } from '@paintout/engine-vertex'
import { createCredentials } from '../../packages/engine-vertex/src/auth.ts'
import { resolveEndpoint } from '../../packages/engine-vertex/src/endpoint.ts'
import { contextFor, imagen3, optionsFor, requestFor, withEngine } from './requests.ts'

describe('an endpoint', () => {
  const hosts = {
    'us-central1': 'https://us-central1-aiplatform.googleapis.com',
    global: 'https://aiplatform.googleapis.com',
    us: 'https://aiplatform.us.rep.googleapis.com',
    eu: 'https://aiplatform.eu.rep.googleapis.com',
  }
  for (const [location, base] of Object.entries(hosts)) {
    it(`is ${base} for ${location}`, () => {
      assert.deepEqual(resolveEndpoint(undefined, location), { base, host: new URL(base).host, isTrusted: true })
    })
  }

  for (const given of [
    'http://127.0.0.1:8080',
    'http://localhost:1/',
    'http://[::1]:8080',
    'https://vertex.example.com/ai/',
  ]) {
    it(`may be ${given}, which the machine's own credentials are not for`, () => {
      assert.equal(resolveEndpoint(given, 'global').isTrusted, false)
      assert.equal(resolveEndpoint(given, 'global').base, given.replace(/\/$/, ''))
    })
  }

  for (const given of [
    'http://example.com',
    'http://127.example.com',
    'ftp://127.0.0.1',
    'example.com',
    'https://a:b@example.com',
    'https://example.com/?key=1',
  ]) {
    it(`may not be ${given}`, () => {
      assert.throws(() => resolveEndpoint(given, 'global'), {
        code: 'invalid-option',
        message: /^Expected `endpoint` to be an https address, or http to this machine only, got /,
      })
    })
  }

  for (const given of [
    'https://googleapis.com.example.com',
    'https://evilgoogleapis.com',
    'https://vertexai.goog.example',
  ]) {
    it(`is not trusted for looking like Google's: ${given}`, () => {
      assert.equal(resolveEndpoint(given, 'global').isTrusted, false)
    })
  }

  for (const given of [
    'https://x-1.us-central1-1.prediction.vertexai.goog',
    'https://aiplatform-my.p.googleapis.com',
  ]) {
    it(`is trusted when it is Google's: ${given}`, () => {
      assert.equal(resolveEndpoint(given, 'global').isTrusted, true)
    })
  }

  it("that is not Google's never gets the machine's own credentials", async () => {
    const endpoint = resolveEndpoint('https://vertex.example.com', 'global')
    await assert.rejects(createCredentials(undefined, endpoint, {}).headers(new URL(endpoint.base)), {
      code: 'no-credentials',
      message:
        "Expected `auth` or the variable GOOGLE_OAUTH_ACCESS_TOKEN for vertex.example.com, which is not Google's, got neither. This machine's own credentials are sent to Google only: name the host in `trustedHosts` if it may have them.",
    })
    createCredentials(undefined, resolveEndpoint('https://vertex.example.com', 'global', ['vertex.example.com']), {})
    createCredentials(undefined, endpoint, { GOOGLE_OAUTH_ACCESS_TOKEN: 'token' })
    createCredentials(() => 'token', endpoint, {})
  })

  it('gets the token of the variable, and the project that pays the quota', async () => {
    const endpoint = resolveEndpoint('https://vertex.example.com', 'global')
    const environment = { GOOGLE_OAUTH_ACCESS_TOKEN: 'token', GOOGLE_CLOUD_QUOTA_PROJECT: 'payer' }
    assert.deepEqual(await createCredentials(undefined, endpoint, environment).headers(new URL(endpoint.base)), {
      authorization: 'Bearer token',
      'x-goog-user-project': 'payer',
    })
  })

  it('that redirects is not followed', async () => {
    let visits = 0
    const other = createServer((_, response) => {
      visits++
      response.end('{}')
    })
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const redirecting = createServer((_, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end()
    })
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`
    const { engine, close } = createVertex({ project: 'shop', endpoint: url, auth: () => 'token', model: imagen3 })
    await assert.rejects(engine.fill(requestFor(), contextFor()), {
      code: 'connection-failed',
      message: /got 307\. Redirects are not followed/,
    })
    assert.equal(visits, 0)
    close()
    other.close()
    redirecting.close()
  })

  it('without anybody listening is said after the retries, and nothing may have been charged', async () => {
    const { url } = await withEngine({ model: imagen3 }, async ({ emulator }) => emulator)
    const { engine, close } = createVertex({ ...optionsFor({ url } as never), model: imagen3 })
    await assert.rejects(engine.fill(requestFor(), contextFor()), {
      code: 'connection-failed',
      message: `Expected a connection to ${new URL(url).host}, got "connect ECONNREFUSED ${new URL(url).host}". Check the network and \`endpoint\`. It was asked 3 times.`,
    })
    close()
  })
})
