import {
  EditMode,
  GoogleGenAI,
  MaskReferenceImage,
  MaskReferenceMode,
  Modality,
  RawReferenceImage,
} from '@google/genai'
import type { Mask, Pixels } from '@paintout/core'
import { OAuth2Client } from 'google-auth-library'
import sharp from 'sharp'
import { open, read } from '../drift/photographs.ts'

/** What a developer would write with the official client: the whole photo in, the answer resized, composited by sharp. */
export interface Official {
  imagen(photo: Uint8Array, mask: Uint8Array): Promise<Uint8Array>
  gemini(photo: Uint8Array, model: string): Promise<Uint8Array>
}

export function createOfficial(baseUrl: string): Official {
  const authClient = new OAuth2Client()
  authClient.setCredentials({ access_token: 'emulated' })
  const clientFor = (location: string) =>
    new GoogleGenAI({
      vertexai: true,
      project: 'bench',
      location,
      googleAuthOptions: { authClient },
      httpOptions: { baseUrl },
    })
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
  return {
    async imagen(photo, mask) {
      const raw = new RawReferenceImage()
      raw.referenceId = 1
      raw.referenceImage = { imageBytes: base64(photo), mimeType: 'image/jpeg' }
      const masked = new MaskReferenceImage()
      masked.referenceId = 2
      masked.referenceImage = { imageBytes: base64(mask), mimeType: 'image/png' }
      masked.config = { maskMode: MaskReferenceMode.MASK_MODE_USER_PROVIDED, maskDilation: 0 }
      const { generatedImages } = await clientFor('us-central1').models.editImage({
        model: 'imagen-3.0-capability-001',
        prompt: '',
        referenceImages: [raw, masked],
        config: { editMode: EditMode.EDIT_MODE_INPAINT_REMOVAL, baseSteps: 12, numberOfImages: 1 },
      })
      return Buffer.from(generatedImages![0]!.image!.imageBytes!, 'base64')
    },
    async gemini(photo, model) {
      const { candidates } = await clientFor('global').models.generateContent({
        model,
        contents: [
          { inlineData: { mimeType: 'image/jpeg', data: base64(photo) } },
          { text: 'Remove the house and the sheep. Change nothing else.' },
        ],
        config: { responseModalities: [Modality.TEXT, Modality.IMAGE], imageConfig: { aspectRatio: '4:3' } },
      })
      const part = candidates![0]!.content!.parts!.find(({ inlineData }) => inlineData)
      return Buffer.from(part!.inlineData!.data!, 'base64')
    },
  }
}

/** The answer enlarged to the photo, seen through the mask, over the photo. */
export async function compositeBySharp(photo: Pixels, answer: Uint8Array, mask: Mask): Promise<Pixels<Uint8Array>> {
  const { width, height } = photo
  const raw = { width, height, channels: 1 } as const
  const through = await sharp(answer)
    .resize(width, height, { fit: 'fill' })
    .joinChannel(Buffer.from(mask.data.buffer, mask.data.byteOffset, mask.data.byteLength), { raw })
    .raw()
    .toBuffer()
  return read(
    open(photo)
      .composite([{ input: through, raw: { width, height, channels: 4 } }])
      .removeAlpha(),
  )
}
