import type { Catalogue } from './catalogue.ts'
import type { MisbehaviourName } from './misbehaviours.ts'
import type { Drift } from './models/drift.ts'
import type { CleanPlate } from './models/paint.ts'
import type { MaskSpelling } from './models/spell-objects.ts'
import type { Tokens } from './tokens.ts'

/** One call of a model, as it came in. */
export interface Call {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly model: string
  /** The parsed body; `undefined` where it is none. */
  readonly body: unknown
  /** Milliseconds since the emulator was started. */
  readonly at: number
  /** Images that were made for it: they are paid for, whatever became of the answer. */
  images: number
  /** The status that was sent, or 0 while none was. */
  status: number
}

/** What the endpoints share. */
export interface State extends Catalogue {
  readonly tokens: Tokens
  readonly calls: Call[]
  /** What the next calls of a model shall do wrong, in order. */
  readonly next: MisbehaviourName[]
  readonly latency: number
  /** Requests a minute for each project, location and base model. */
  readonly quota: number
  readonly drift: Drift
  readonly clean: CleanPlate | undefined
  readonly masks: MaskSpelling
  /** `fill` removes; `echo` answers with what it got, as fast as can be. */
  readonly answer: 'fill' | 'echo'
  /** Whether calls are kept with their bodies. */
  readonly keepCalls: boolean
  /** Objects in Cloud Storage by `bucket/name`. */
  readonly objects: Map<string, { readonly bytes: Buffer; readonly type: string; readonly readable: boolean }>
  /** Public keys of service accounts by their address. */
  readonly serviceAccounts: ReadonlyMap<string, string>
  readonly started: number
}
