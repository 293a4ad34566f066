import { PaintoutError } from '@paintout/core'
import type { Credentials } from './auth.ts'
import { sendWithin } from './client.ts'
import type { Endpoint } from './endpoint.ts'
import { wordsOf } from './failures.ts'
import type { Transport } from './transport.ts'

export interface StorageSettings {
  readonly endpoint: Endpoint
  readonly credentials: Credentials
  readonly deadline: number
  readonly transport: Transport
}

/**
 * The bytes of `gs://bucket/object`, where the service was told to leave its image.
 * @throws `no-image`, naming the address: the image is made and paid for, and can be fetched by hand
 */
export async function readObject(settings: StorageSettings, uri: string, signal: AbortSignal): Promise<Uint8Array> {
  const [, bucket, object] = /^gs:\/\/([^/]+)\/(.+)$/.exec(uri) ?? []
  if (!bucket || !object) throw unreadable(uri, 'which is no address of Cloud Storage')
  const { endpoint, credentials } = settings
  const url = new URL(`${endpoint.base}/storage/v1/b/${bucket}/o/${encodeURIComponent(object)}?alt=media`)
  try {
    const incoming = await sendWithin(
      { ...settings, model: 'Cloud Storage' },
      { method: 'GET', url, headers: await credentials.headers(url) },
      signal,
    )
    if (incoming.status === 200) return incoming.body
    throw new Error(`${wordsOf(incoming)}.`)
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw unreadable(uri, error instanceof Error ? error.message : String(error))
  }
}

function unreadable(uri: string, reason: string): PaintoutError {
  return new PaintoutError(
    'no-image',
    `Expected to read the image from ${uri}, got: ${reason} It is paid for and stays there: fetch it with \`gcloud storage cp\`, and grant "Storage Object Viewer" for the next one.`,
  )
}
