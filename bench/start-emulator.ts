import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EmulatorOptions } from '@paintout/emulator'

export interface OtherEmulator {
  readonly url: string
  /** When each call came, in milliseconds. */
  arrivals(): Promise<readonly number[]>
  close(): void
}

/** The emulator in a process of its own, so that its work is not counted as ours. */
export async function startOtherEmulator(options: EmulatorOptions = {}): Promise<OtherEmulator> {
  const file = fileURLToPath(new URL('./vertex-emulator.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, file, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const url = said.toString().trim()
  return {
    url,
    async arrivals() {
      const counts = (await (await fetch(`${url}/emulator/counts`)).json()) as { at: readonly number[] }
      return counts.at
    },
    close: () => {
      child.kill()
    },
  }
}
