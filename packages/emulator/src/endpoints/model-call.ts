import { setTimeout as delay } from 'node:timers/promises'
import { baseModelOf, type Model } from '@paintout/engine-vertex'
import { type ContentAnswer, countImages, type PredictAnswer } from '../answers.ts'
import { findModel, isTextModel } from '../catalogue.ts'
import { quotaExceeded, type Refusal } from '../errors.ts'
import { type Exchange, readJson, sendText } from '../exchange.ts'
import { type Misbehaviour, misbehaviours } from '../misbehaviours.ts'
import { checkPredict, checkProto } from '../schemas/check.ts'
import { validateContent } from '../schemas/content.ts'
import { validateImagen2, validateImagen3 } from '../schemas/imagen.ts'
import type { Call, State } from '../state.ts'
import { findInWords } from './find-in-words.ts'
import { generateContent } from './generate-content.ts'
import { readImagen2 } from './imagen2.ts'
import { readImagen3 } from './imagen3.ts'
import { predict } from './predict.ts'

/** `POST /v1/projects/…/publishers/google/models/…:predict` and `:generateContent`. */
export async function modelCall(exchange: Exchange, state: State): Promise<void> {
  const { project = '', location = '', model: id = '', method = '' } = exchange.found
  const call = record(exchange, id, state)
  state.tokens.check(exchange)
  const model = findModel({ project, location, model: id, method }, state)
  checkQuota(call, state)
  const misbehaviour: Misbehaviour = misbehaviours[state.next.shift() ?? 'nothing']
  if (state.latency > 0) await delay(state.latency)
  if (misbehaviour.instead) return misbehaviour.instead(exchange, id)
  const answer = await answerOf(readJson(exchange.body), model, state, misbehaviour)
  call.images = countImages(answer)
  const bytes = Buffer.from(JSON.stringify(answer))
  if (misbehaviour.send) return misbehaviour.send(exchange, bytes)
  sendText(exchange.response, 200, bytes, 'application/json; charset=UTF-8')
}

async function answerOf(
  body: unknown,
  model: Model,
  state: State,
  misbehaviour: Misbehaviour,
): Promise<PredictAnswer | ContentAnswer> {
  switch (model.family) {
    case 'imagen-3':
      return predict(readImagen3(checkPredict(validateImagen3, body)), model, state, misbehaviour)
    case 'imagen-2':
      return predict(readImagen2(checkPredict(validateImagen2, body)), model, state, misbehaviour)
    case 'gemini':
      return isTextModel(model)
        ? findInWords(checkProto(validateContent, body), model, state, misbehaviour)
        : generateContent(checkProto(validateContent, body), model, state, misbehaviour)
  }
}

function record({ request, response, url, body }: Exchange, model: string, state: State): Call {
  const call: Call = {
    method: request.method ?? '',
    path: `${url.pathname}${url.search}`,
    headers: request.headers as Readonly<Record<string, string>>,
    model,
    body: state.keepCalls ? parsed(body) : undefined,
    at: performance.now() - state.started,
    images: 0,
    status: 0,
  }
  response.once('close', () => {
    call.status = response.headersSent ? response.statusCode : 0
  })
  state.calls.push(call)
  return call
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

/** @throws `RESOURCE_EXHAUSTED` for one call too many within the last minute */
function checkQuota(call: Call, { calls, quota }: State): void {
  if (quota === Number.POSITIVE_INFINITY) return
  const base = baseModelOf(call.model)
  const recent = calls.filter(({ model, at }) => baseModelOf(model) === base && at > call.at - 60_000)
  if (recent.length > quota) throw quotaExceeded(base) satisfies Refusal
}
