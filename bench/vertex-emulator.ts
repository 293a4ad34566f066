/** An emulator in a process of its own, that answers from memory: `tsx bench/vertex-emulator.ts '{"latency":100}'`. */
import { startEmulator } from '@paintout/emulator'

const options = JSON.parse(process.argv[2] ?? '{}') as object
const { url } = await startEmulator({ answer: 'echo', keepCalls: false, ...options })
console.log(url)
