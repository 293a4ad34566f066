import { invalidByUs } from '../errors.ts'
import { type Exchange, readJson, sendJson } from '../exchange.ts'
import { type MisbehaviourName, misbehaviourNames } from '../misbehaviours.ts'
import type { State } from '../state.ts'

/** `POST /emulator/next` with a list of misbehaviours, for tests in other processes. */
export function next(exchange: Exchange, state: State): void {
  const names = readJson(exchange.body)
  if (!Array.isArray(names) || !names.every((name) => misbehaviourNames.includes(name as MisbehaviourName))) {
    throw invalidByUs(`a list of these is wanted: ${misbehaviourNames.join(', ')}`)
  }
  state.next.push(...(names as MisbehaviourName[]))
  sendJson(exchange, { next: state.next })
}

/** `GET /emulator/counts`: calls and images so far, and when each call came. */
export function counts(exchange: Exchange, { calls }: State): void {
  const images = calls.reduce((sum, call) => sum + call.images, 0)
  sendJson(exchange, { calls: calls.length, images, at: calls.map(({ at }) => at) })
}
