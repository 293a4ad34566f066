import { counts, next } from './endpoints/control.ts'
import { modelCall } from './endpoints/model-call.ts'
import { readObject } from './endpoints/storage.ts'
import { generateAccessToken, metadata, oauthToken, stsToken } from './endpoints/tokens.ts'
import type { Exchange } from './exchange.ts'
import type { State } from './state.ts'

export interface Route {
  readonly method: 'GET' | 'POST'
  /** Names what it catches. */
  readonly path: RegExp
  readonly handle: (exchange: Exchange, state: State) => void | Promise<void>
}

/** Everything that is served. */
export const routes: readonly Route[] = [
  {
    method: 'POST',
    path: /^\/v1(?:beta1)?\/projects\/(?<project>[^/]+)\/locations\/(?<location>[^/]+)\/publishers\/google\/models\/(?<model>[^/:]+):(?<method>predict|generateContent)$/,
    handle: modelCall,
  },
  { method: 'GET', path: /^\/storage\/v1\/b\/(?<bucket>[^/]+)\/o\/(?<object>[^/]+)$/, handle: readObject },
  { method: 'POST', path: /^\/token$/, handle: oauthToken },
  { method: 'POST', path: /^\/v1\/token$/, handle: stsToken },
  {
    method: 'POST',
    path: /^\/v1\/projects\/-\/serviceAccounts\/(?<email>[^/:]+):generateAccessToken$/,
    handle: generateAccessToken,
  },
  { method: 'GET', path: /^\/computeMetadata\/v1\/?(?<path>.*)$/, handle: metadata },
  { method: 'POST', path: /^\/emulator\/next$/, handle: next },
  { method: 'GET', path: /^\/emulator\/counts$/, handle: counts },
]
