import type { Emulator } from '@paintout/emulator'
import sharp from 'sharp'

/** Bodies that are right, to be spoiled by tests. */

export async function pngOf(width: number, height: number, level = 128): Promise<string> {
  const background = { r: level, g: level, b: level }
  const bytes = await sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()
  return bytes.toString('base64')
}

export async function maskOf(width: number, height: number): Promise<string> {
  const data = Buffer.alloc(width * height)
  for (let y = height >> 2; y < height >> 1; y++) data.fill(255, y * width + (width >> 2), y * width + (width >> 1))
  const bytes = await sharp(data, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer()
  return bytes.toString('base64')
}

export async function imagen3Body(width = 64, height = 48) {
  return {
    instances: [
      {
        prompt: '',
        referenceImages: [
          {
            referenceType: 'REFERENCE_TYPE_RAW',
            referenceId: 1,
            referenceImage: { bytesBase64Encoded: await pngOf(width, height) },
          },
          {
            referenceType: 'REFERENCE_TYPE_MASK',
            referenceId: 2,
            referenceImage: { bytesBase64Encoded: await maskOf(width, height) },
            maskImageConfig: { maskMode: 'MASK_MODE_USER_PROVIDED', dilation: 0 },
          },
        ],
      },
    ],
    parameters: { editConfig: { baseSteps: 12 }, editMode: 'EDIT_MODE_INPAINT_REMOVAL', sampleCount: 1 },
  }
}

export async function imagen2Body(width = 64, height = 48) {
  return {
    instances: [
      {
        prompt: '',
        image: { bytesBase64Encoded: await pngOf(width, height) },
        mask: { image: { bytesBase64Encoded: await maskOf(width, height) } },
      },
    ],
    parameters: { sampleCount: 1, editConfig: { editMode: 'inpainting-remove', maskDilation: 0 } },
  }
}

export async function geminiBody(width = 64, height = 64) {
  return {
    contents: [
      {
        role: 'user',
        parts: [{ inlineData: { mimeType: 'image/png', data: await pngOf(width, height) } }, { text: 'Remove it.' }],
      },
    ],
    generationConfig: {
      responseModalities: ['TEXT', 'IMAGE'],
      seed: 1,
      imageConfig: { aspectRatio: '1:1', imageSize: '1K' },
    },
    safetySettings: [{ category: 'HARM_CATEGORY_DANGEROUS_CONTENT', threshold: 'BLOCK_ONLY_HIGH' }],
  }
}

export const models = [
  { model: 'imagen-3.0-capability-001', location: 'us-central1', method: 'predict', body: imagen3Body },
  { model: 'imagegeneration@006', location: 'us-central1', method: 'predict', body: imagen2Body },
  { model: 'gemini-3.1-flash-image', location: 'global', method: 'generateContent', body: geminiBody },
] as const

export interface Asked {
  readonly model: string
  readonly location: string
  readonly method: string
  readonly version?: string
  readonly headers?: Readonly<Record<string, string>>
}

export async function ask(emulator: Emulator, asked: Asked, body: unknown) {
  const { model, location, method, version = 'v1', headers = { authorization: 'Bearer emulated' } } = asked
  const url = `${emulator.url}/${version}/projects/shop/locations/${location}/publishers/google/models/${model}:${method}`
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers of every form are looked into
  return { status: response.status, answer: (await response.json()) as any }
}
