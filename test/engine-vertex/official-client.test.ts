import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import {
  EditMode,
  GoogleGenAI,
  type MaskReferenceConfig,
  MaskReferenceImage,
  MaskReferenceMode,
  type PersonGeneration,
  RawReferenceImage,
  type SafetyFilterLevel,
} from '@google/genai'
import type { Target } from '@paintout/core'
import { type Emulator, startEmulator } from '@paintout/emulator'
import { createVertex, type VertexOptions } from '@paintout/engine-vertex'
import { OAuth2Client } from 'google-auth-library'
import { contextFor, imagen3, optionsFor, requestFor } from './requests.ts'

/** Every mask mode that both offer, with what the official client is told for it. */
const modes: readonly { name: string; target?: Target; config: MaskReferenceConfig }[] = [
  { name: 'a mask', config: { maskMode: MaskReferenceMode.MASK_MODE_USER_PROVIDED, maskDilation: 0 } },
  {
    name: 'the foreground',
    target: 'foreground',
    config: { maskMode: MaskReferenceMode.MASK_MODE_FOREGROUND, maskDilation: 0.01 },
  },
  {
    name: 'the background',
    target: 'background',
    config: { maskMode: MaskReferenceMode.MASK_MODE_BACKGROUND, maskDilation: 0.01 },
  },
  {
    name: 'people',
    target: 'person',
    config: { maskMode: MaskReferenceMode.MASK_MODE_SEMANTIC, segmentationClasses: [125], maskDilation: 0.01 },
  },
  {
    name: 'classes',
    target: { classes: ['car', 175, 'animal'] },
    config: { maskMode: MaskReferenceMode.MASK_MODE_SEMANTIC, segmentationClasses: [176, 175, 16], maskDilation: 0.01 },
  },
]

describe('the body of an Imagen 3 removal', () => {
  let emulator: Emulator
  before(async () => {
    emulator = await startEmulator({ answer: 'echo' })
  })
  after(() => emulator.close())

  for (const { name, target, config } of modes) {
    it(`equals that of @google/genai for ${name}`, async () => {
      await askOurs({}, target === undefined ? {} : { target })
      await askOfficial(config, { baseSteps: 12, numberOfImages: 1 })
      assert.deepEqual(...lastBodies())
    })
  }

  it('equals that of @google/genai with every setting that both pass on', async () => {
    await askOurs(
      {
        steps: 30,
        guidance: 60,
        language: 'en',
        safetySetting: 'block_only_high',
        personGeneration: 'allow_adult',
        includeRaiReason: true,
        includeSafetyAttributes: true,
        outputFormat: 'image/jpeg',
        outputQuality: 90,
        labels: { team: 'shop' },
        dilation: 0.02,
      },
      { prompt: 'a lawn', negativePrompt: 'people', seed: 7, candidates: 3 },
    )
    await askOfficial(
      { maskMode: MaskReferenceMode.MASK_MODE_USER_PROVIDED, maskDilation: 0.02 },
      {
        baseSteps: 30,
        guidanceScale: 60,
        language: 'en' as never,
        safetyFilterLevel: 'block_only_high' as SafetyFilterLevel,
        personGeneration: 'allow_adult' as PersonGeneration,
        includeRaiReason: true,
        includeSafetyAttributes: true,
        outputMimeType: 'image/jpeg',
        outputCompressionQuality: 90,
        labels: { team: 'shop' },
        negativePrompt: 'people',
        seed: 7,
        addWatermark: false,
        numberOfImages: 3,
      },
      'a lawn',
    )
    assert.deepEqual(...lastBodies())
  })

  it('leaves the images in the same folder of Cloud Storage as that of @google/genai', async () => {
    await askOurs({ storageUri: 'gs://shop/clean', storageEndpoint: emulator.url }, {})
    await askOfficial(modes[0]!.config, { baseSteps: 12, numberOfImages: 1, outputGcsUri: 'gs://shop/clean' })
    assert.deepEqual(...lastBodies())
  })

  it('is taken by v1beta1 as well', async () => {
    await askOurs({ apiVersion: 'v1beta1' }, {})
    assert.match(
      emulator.calls.at(-1)!.path,
      /^\/v1beta1\/projects\/[^/]+\/locations\/us-central1\/publishers\/google\/models\/imagen-3\.0-capability-001:predict$/,
    )
  })

  async function askOurs(options: VertexOptions, asking: Parameters<typeof requestFor>[0]): Promise<void> {
    const { engine, close } = createVertex(optionsFor(emulator, { model: imagen3, ...options }))
    await engine.fill(requestFor(asking), contextFor())
    close()
  }

  async function askOfficial(maskConfig: MaskReferenceConfig, config: object, prompt = ''): Promise<void> {
    const authClient = new OAuth2Client()
    authClient.setCredentials({ access_token: 'emulated' })
    const client = new GoogleGenAI({
      vertexai: true,
      project: 'shop',
      location: 'us-central1',
      googleAuthOptions: { authClient: authClient as never },
      httpOptions: { baseUrl: emulator.url },
    })
    const request = requestFor()
    const raw = new RawReferenceImage()
    raw.referenceId = 1
    raw.referenceImage = await imageOf(request.image)
    const mask = new MaskReferenceImage()
    mask.referenceId = 2
    if (maskConfig.maskMode === MaskReferenceMode.MASK_MODE_USER_PROVIDED)
      mask.referenceImage = await imageOf(request.mask!)
    mask.config = maskConfig
    await client.models.editImage({
      model: imagen3,
      prompt,
      referenceImages: [raw, mask],
      config: { editMode: EditMode.EDIT_MODE_INPAINT_REMOVAL, ...config },
    })
  }

  /** Ours, then the official client's. */
  function lastBodies(): [unknown, unknown] {
    const [ours, official] = emulator.calls.slice(-2)
    assert.equal(ours?.status, 200, 'ours was refused')
    assert.equal(official?.status, 200, 'the official client was refused')
    return [withoutTypes(ours.body), withoutTypes(official.body)]
  }
})

async function imageOf(picture: { encode(): Promise<{ bytes: Uint8Array; type: string }> }) {
  const { bytes, type } = await picture.encode()
  return { imageBytes: Buffer.from(bytes).toString('base64'), mimeType: type }
}

/** Without the types of pictures, which the client writes or not; pictures as their digests, for a readable difference. */
function withoutTypes(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), function (this: object, key, value) {
    if (key === 'mimeType' && 'bytesBase64Encoded' in this) return undefined
    return key === 'bytesBase64Encoded' ? createHash('sha256').update(value).digest('hex') : value
  })
}
