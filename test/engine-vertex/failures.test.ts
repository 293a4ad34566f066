import assert from 'node:assert/strict'
import { type ErrorCode, paintout, removal } from '@paintout/core'
import { type MisbehaviourName, misbehaviourNames, startEmulator } from '@paintout/emulator'
import { type VertexOptions, vertex } from '@paintout/engine-vertex'
import { codec } from '@paintout/plugin-sharp'
import { photoPixels } from '../fixtures/photo.ts'
import {
  type Asking,
  contextFor,
  gemini,
  imagen2,
  imagen3,
  optionsFor,
  requestFor,
  square,
  withEngine,
} from './requests.ts'
import { answersTakenWell, answersThatFail } from './segment-answers.ts'

/** What the engine makes of a misbehaviour that comes twice, asked with one retry. */
interface Outcome {
  /** Absent where the engine succeeds. */
  readonly code?: ErrorCode
  /** With MODEL and HOST in the place of theirs. */
  readonly message?: string
  readonly calls?: number
  /** Images made: these are paid for. */
  readonly images: number
  readonly candidates?: number
  readonly options?: VertexOptions
  readonly asking?: Asking
}

const fine: Outcome = { images: 1, candidates: 1 }
const tryLater = 'Try again later, or raise `retries`.'
const moreQuota = 'Lower `requestsPerMinute`, or ask for more quota in the Cloud console.'
const otherSafety = 'Use another photo, prompt or `safetySettings`.'
const notCharged = 'Blocked images are not charged.'
const mayBeCharged = 'The call may have been charged.'

function failed(got: string, way = tryLater): Outcome {
  return {
    code: 'service-failed',
    message: `Expected an answer of \`MODEL\`, got ${got}. ${way} It was asked 2 times.`,
    calls: 2,
    images: 0,
  }
}

function exhausted(got: string): Outcome {
  const message = `Expected \`MODEL\` to have quota left, got 429 RESOURCE_EXHAUSTED "${got}". ${moreQuota} It was asked 2 times.`
  return { code: 'quota-exceeded', message, calls: 2, images: 0 }
}

function refused(message: string, code: ErrorCode = 'refused'): Outcome {
  return { code, message: `Expected an image from \`MODEL\`, got ${message}`, images: 0 }
}

function broken(got: string): Outcome {
  const message = `Expected JSON from HOST, got ${got}. ${mayBeCharged} Check \`endpoint\` and any proxy in between.`
  return { code: 'invalid-answer', message, images: 1 }
}

function disconnected(got: string, images: number): Outcome {
  const message = `Expected a connection to HOST, got "${got}". Check the network and \`endpoint\`. ${mayBeCharged} It was asked 2 times.`
  return { code: 'connection-failed', message, calls: 2, images }
}

/** What happens whatever the model. */
const everywhere = {
  nothing: fine,
  hang: {
    code: 'timed-out',
    message: `Expected an answer of \`MODEL\` within 0.1 s, got none. ${mayBeCharged} Raise \`deadline\`.`,
    images: 0,
    options: { deadline: 100 },
  },
  'hang-up': disconnected('socket hang up', 0),
  redirect: {
    code: 'connection-failed',
    message:
      'Expected an answer of HOST, got 302. Redirects are not followed, since they would take the credentials along: set `endpoint` to the address itself.',
    images: 0,
  },
  'request-timeout': failed('408 DEADLINE_EXCEEDED "Request timed out"'),
  exhausted: exhausted('Resource exhausted. Please try again later'),
  'exhausted-retry-after': exhausted('Resource exhausted. Please try again later'),
  'exhausted-retry-info': exhausted('Resource exhausted. Please try again later'),
  'exhausted-for-long': {
    code: 'quota-exceeded',
    message: `Expected \`MODEL\` to have quota left, got 429 RESOURCE_EXHAUSTED "Resource exhausted. Please try again later". The service asks to wait 7200 s. ${moreQuota}`,
    images: 0,
  },
  cancelled: {
    code: 'service-failed',
    message: `Expected an answer of \`MODEL\`, got 499 CANCELLED "The operation was cancelled". ${tryLater}`,
    images: 0,
  },
  internal: failed('500 INTERNAL "Internal error encountered"'),
  'bad-gateway': failed('502 "502 Bad Gateway The server encountered a temporary error"'),
  unavailable: failed('503 UNAVAILABLE "The service is currently unavailable"'),
  'empty-error': failed('503'),
  'deadline-exceeded': failed('504 DEADLINE_EXCEEDED "Deadline expired before operation could complete"'),
  'array-error': {
    code: 'invalid-request',
    message:
      'Expected `MODEL` to take the request, got 400 INVALID_ARGUMENT "Request contains an invalid argument". Check the options of vertex. Nothing was charged.',
    images: 0,
  },
  precondition: {
    code: 'invalid-request',
    message:
      'Expected `MODEL` to take the request, got 400 FAILED_PRECONDITION "Constraint constraints/vertexai.allowedModels violated for this project". An allow-list or a policy of the organisation stands against it: ask its administrator.',
    images: 0,
  },
  forbidden: {
    code: 'forbidden',
    message:
      'Expected the right to use `MODEL`, got 403 PERMISSION_DENIED "Permission \'aiplatform.endpoints.predict\' denied on resource (or it may not exist)". Enable the API (`gcloud services enable aiplatform.googleapis.com`), and grant the role "Vertex AI User" in that project.',
    images: 0,
  },
  'expired-token': {
    code: 'unauthorized',
    message:
      'Expected credentials that HOST accepts, got 401 UNAUTHENTICATED "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project". Run `gcloud auth application-default login` again, or renew GOOGLE_OAUTH_ACCESS_TOKEN.',
    calls: 2,
    images: 0,
  },
  'blocked-input': refused(
    `a refusal for sexual: "Image editing failed with the following error: The input image contains content that has been blocked by your current safety filter threshold. Support codes: 43188360;". Use another photo, prompt or safety setting. ${notCharged}`,
  ),
  reset: disconnected('an answer that broke off', 2),
  html: broken('144 bytes that are none but HTML'),
  'empty-body': broken('0 bytes that are none'),
  'unknown-fields': fine,
  'not-an-image': {
    code: 'invalid-answer',
    message:
      'Expected a PNG, JPEG or WebP from `MODEL`, got 20 bytes that are none. They may have been charged. Ask again.',
    images: 1,
  },
  'wrong-type': fine,
} as const satisfies Partial<Record<MisbehaviourName, Outcome>>

const askedTwice = 'It was asked for 2 times: allow more `attempts`, give another seed, or use another engine.'

/** What is found out only by looking at the pixels: core's to judge, so a whole removal is asked for. */
const ofPixels = {
  'wrong-size': {
    code: 'invalid-answer',
    message:
      'Expected the answer of `vertex/MODEL` to be N × N, got N × N with 3 channels of 8 bits. Ask again, or use another engine.',
    images: 1,
  },
  'other-picture': {
    code: 'drift',
    message: `Expected \`vertex/MODEL\` to keep the input outside the mask, got an answer that agrees with N % of it; 75 % are needed. ${askedTwice}`,
    calls: 2,
    images: 2,
  },
  unchanged: {
    code: 'not-removed',
    message: `Expected \`vertex/MODEL\` to remove what is masked in the input, got an answer that still shows N % of it. ${askedTwice}`,
    calls: 2,
    images: 2,
  },
} as const satisfies Partial<Record<MisbehaviourName, Outcome>>

const silentlyFiltered = refused(
  `none and no reason. Imagen leaves out what it filters: \`includeRaiReason: true\` makes it say why. ${notCharged}`,
  'no-image',
)

/** Misbehaviours that only Imagen knows, or that it answers in its own way. */
const ofImagen = {
  'quota-exceeded': exhausted(
    'Quota exceeded for aiplatform.googleapis.com/online_prediction_requests_per_base_model with base model: BASE. Please submit a quota increase request. https://cloud.google.com/vertex-ai/docs/generative-ai/quotas-genai',
  ),
  truncated: { ...broken('SIZE bytes that are none') },
  filtered: silentlyFiltered,
  'filtered-one': { images: 2, candidates: 2, asking: { candidates: 3 } },
  'no-predictions': silentlyFiltered,
  'attributes-only': { ...silentlyFiltered, options: { includeSafetyAttributes: true } },
  'wrong-shape': {
    code: 'invalid-answer',
    message:
      'Expected an answer of Vertex AI, got one whose `predictions` must be array. It may have been charged. A proxy in between, or a new version of the service, may have changed it.',
    images: 0,
  },
  'unreadable-object': {
    code: 'no-image',
    message:
      'Expected to read the image from gs://shop/clean/1/sample_0.png, got: 403 PERMISSION_DENIED "The caller does not have storage.objects.get access to the Google Cloud Storage object". It is paid for and stays there: fetch it with `gcloud storage cp`, and grant "Storage Object Viewer" for the next one.',
    images: 1,
    options: { storageUri: 'gs://shop/clean' },
  },
} as const satisfies Partial<Record<MisbehaviourName, Outcome>>

const ofGemini = {
  'quota-exceeded': ofImagen['quota-exceeded'],
  truncated: ofImagen.truncated,
  retired: {
    code: 'model-retired',
    message:
      'Expected `MODEL` to answer, got 404 NOT_FOUND "Image editing failed with the following error: MODEL is unavailable". Choose a model that Google serves today.',
    images: 0,
  },
  filtered: refused(`a refusal (IMAGE_SAFETY). ${otherSafety}`),
  'no-predictions': refused('none (NO_IMAGE). Ask again with another `seed`.', 'no-image'),
  'wrong-shape': {
    code: 'invalid-answer',
    message:
      'Expected an answer of Vertex AI, got one whose `candidates` must be array. It may have been charged. A proxy in between, or a new version of the service, may have changed it.',
    images: 0,
  },
  'blocked-prompt': refused(`a blocked prompt (PROHIBITED_CONTENT): "The prompt is blocked". ${otherSafety}`),
  'refusal-in-words': refused(
    'words: "I am sorry, but I cannot edit this photograph". Say more plainly in `prompt` what is to go, or choose another `marking`.',
  ),
  'seg-tokens': refused(
    'words: "[{"box_2d": [120, 80, 640, 410], "mask": "<seg_12><seg_7><seg_99>", "label": "boat"}]". Say more plainly in `prompt` what is to go, or choose another `marking`.',
  ),
  'too-long': refused('none (MAX_TOKENS). Ask again with another `seed`.', 'no-image'),
  thoughts: fine,
} as const satisfies Partial<Record<MisbehaviourName, Outcome>>

function retiredOn(date: string): Outcome {
  return {
    code: 'model-retired',
    message: `Expected \`MODEL\` to answer, got 404 NOT_FOUND "Image editing failed with the following error: MODEL is unavailable". Google ended it on ${date}. Use \`gemini-3.1-flash-image\`, which takes no mask: paintout makes its answer mask-true.`,
    images: 0,
  }
}

const tables: readonly { model: string; outcomes: Partial<Record<MisbehaviourName, Outcome>>; asking: Asking }[] = [
  { model: imagen3, outcomes: { ...everywhere, ...ofImagen, retired: retiredOn('2026-08-17') }, asking: {} },
  { model: imagen2, outcomes: { ...everywhere, ...ofImagen, retired: retiredOn('2025-09-24') }, asking: {} },
  { model: gemini, outcomes: { ...everywhere, ...ofGemini }, asking: square },
]

describe('what goes wrong at Vertex AI', () => {
  it('has an expectation for every misbehaviour of the emulator', () => {
    const ofImages = [...tables.map(({ outcomes }) => outcomes), ofPixels].flatMap((each) => Object.keys(each))
    const ofWords = [...answersTakenWell, ...answersThatFail.map(([name]) => name)]
    const expected = new Set([...ofImages, ...ofWords])
    const missing = misbehaviourNames.filter((name) => !expected.has(name))
    assert.deepEqual(missing, [])
  })

  for (const { model, outcomes, asking } of tables) {
    for (const [name, outcome] of Object.entries(outcomes) as [MisbehaviourName, Outcome][]) {
      it(`${name} of ${model}: ${outcome.code ?? 'taken well'}, ${outcome.images} images paid`, async () => {
        const options = { model, retries: 1, ...outcome.options }
        await withEngine(
          options,
          async ({ emulator, engine }) => {
            emulator.next(name, name)
            const asked = engine.fill(requestFor({ ...asking, ...outcome.asking }), contextFor())
            if (outcome.code === undefined) {
              assert.equal((await asked).length, outcome.candidates)
            } else {
              const expected = { code: outcome.code, message: fillIn(outcome.message ?? '', model, emulator.url) }
              await assert.rejects(asked, (error: Error & { code: string }) => {
                const message = error.message.replace(
                  /got \d{3,} bytes that are none\./,
                  'got SIZE bytes that are none.',
                )
                assert.deepEqual({ code: error.code, message }, expected)
                return true
              })
            }
            assert.deepEqual(
              { calls: emulator.calls.length, images: emulator.images },
              { calls: outcome.calls ?? 1, images: outcome.images },
            )
          },
          { answer: 'echo' },
        )
      })
    }

    for (const [name, outcome] of Object.entries(ofPixels) as [MisbehaviourName, Outcome][]) {
      it(`${name} of ${model}: ${outcome.code}, ${outcome.images} images paid`, async () => {
        const emulator = await startEmulator({ clean: ({ picture }) => picture })
        const clean = paintout()
          .use(codec)
          .use(vertex, optionsFor(emulator, { model }))
          // Without it a model that takes a mask would not be held to what it keeps.
          .use(removal({ minAgree: 0.75 }))
        try {
          emulator.next(name, name)
          const photo = await photoPixels('black-canyon', 640, 480)
          await assert.rejects(
            clean.process(photo, { mask: { rect: [280, 200, 80, 80] } }),
            (error: Error & { code: string }) => {
              const message = error.message.replace(/(?<=agrees with |shows |to be |got |× )[\d.]+/g, 'N')
              assert.deepEqual(
                { code: error.code, message },
                { code: outcome.code, message: fillIn(outcome.message ?? '', model, emulator.url) },
              )
              return true
            },
          )
          assert.deepEqual(
            { calls: emulator.calls.length, images: emulator.images },
            { calls: outcome.calls ?? 1, images: outcome.images },
          )
        } finally {
          await clean.close()
          await emulator.close()
        }
      })
    }
  }
})

function fillIn(message: string, model: string, url: string): string {
  const base = model.replace(/(-\d{3}|@\d+)$/, '')
  return message.replaceAll('MODEL', model).replaceAll('HOST', new URL(url).host).replaceAll('BASE', base)
}
