import { Refusal } from '../errors.ts'
import { type Exchange, sendText } from '../exchange.ts'
import type { State } from '../state.ts'

/** `GET /storage/v1/b/…/o/…?alt=media`: an object of Cloud Storage. */
export function readObject(exchange: Exchange, { tokens, objects }: State): void {
  tokens.check(exchange)
  const { bucket = '', object = '' } = exchange.found
  const name = `${bucket}/${decodeURIComponent(object)}`
  const stored = objects.get(name)
  if (!stored) throw new Refusal({ code: 404, status: 'NOT_FOUND', message: `No such object: ${name}` })
  if (!stored.readable) {
    throw new Refusal({
      code: 403,
      status: 'PERMISSION_DENIED',
      message: 'The caller does not have storage.objects.get access to the Google Cloud Storage object.',
    })
  }
  sendText(exchange.response, 200, stored.bytes, stored.type)
}
