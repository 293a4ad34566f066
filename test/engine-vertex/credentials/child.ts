/** Fills once with this machine's own credentials, as they are set up by the environment, and tells what came of it. */
import { PaintoutError } from '@paintout/core'
import { createVertex } from '@paintout/engine-vertex'
import { contextFor, requestFor } from '../requests.ts'

const { TEST_ENDPOINT: endpoint = '', TEST_FILLS: fills = '1' } = process.env
const { engine, close } = createVertex({
  endpoint,
  model: 'imagen-3.0-capability-001',
  trustedHosts: [new URL(endpoint).hostname],
  retryDelay: 1,
})
try {
  for (let fill = 0; fill < Number(fills); fill++) await engine.fill(requestFor(), contextFor())
  console.log(JSON.stringify({ ok: true }))
} catch (error) {
  const code = PaintoutError.is(error) ? error.code : 'foreign'
  console.log(JSON.stringify({ code, message: error instanceof Error ? error.message : String(error) }))
}
close()
