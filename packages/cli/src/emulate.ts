import { once } from 'node:events'
import type { Shell } from './shell.ts'

export interface EmulateFlags {
  readonly port?: number
  readonly latency?: number
  readonly quota?: number
}

/** `paintout emulate`: a Vertex AI on this machine, until Ctrl-C. */
export async function emulate({ port = 8787, ...options }: EmulateFlags, shell: Shell): Promise<void> {
  const { startEmulator } = await import('@paintout/emulator')
  const emulator = await startEmulator({ port, keepCalls: false, ...options })
  shell.stdout.write(
    [
      `A Vertex AI for tests listens on ${emulator.url}: nothing leaves this machine, nothing is charged. Ctrl-C ends it.`,
      '',
      `  export PAINTOUT_VERTEX_ENDPOINT=${emulator.url} GOOGLE_OAUTH_ACCESS_TOKEN=emulated GOOGLE_CLOUD_PROJECT=any`,
      '  paintout photo.jpg --mask photo.mask.png --engine vertex -o clean.jpg',
      '',
    ].join('\n'),
  )
  if (!shell.signal.aborted) await once(shell.signal, 'abort')
  const { calls, images } = emulator
  await emulator.close()
  shell.stdout.write(`${calls.length} calls, ${images} images: they would have been paid for.\n`)
}
