/** The same call through @google/genai, in a process of its own. */
import { readFile } from 'node:fs/promises'
import { EditMode, GoogleGenAI, MaskReferenceImage, MaskReferenceMode, RawReferenceImage } from '@google/genai'
import { OAuth2Client } from 'google-auth-library'
import { tell } from './tell.mjs'

const [baseUrl, image, mask] = process.argv.slice(2)
const authClient = new OAuth2Client()
authClient.setCredentials({ access_token: 'emulated' })
const googleAuthOptions = { authClient }
const client = new GoogleGenAI({
  vertexai: true,
  project: 'bench',
  location: 'us-central1',
  googleAuthOptions,
  httpOptions: { baseUrl },
})
const files = [await readFile(image), await readFile(mask)]
console.warn = () => {}
const started = performance.now()
const raw = new RawReferenceImage()
raw.referenceId = 1
raw.referenceImage = { imageBytes: files[0].toString('base64'), mimeType: 'image/jpeg' }
const masked = new MaskReferenceImage()
masked.referenceId = 2
masked.referenceImage = { imageBytes: files[1].toString('base64'), mimeType: 'image/png' }
masked.config = { maskMode: MaskReferenceMode.MASK_MODE_USER_PROVIDED, maskDilation: 0 }
const { generatedImages } = await client.models.editImage({
  model: 'imagen-3.0-capability-001',
  prompt: '',
  referenceImages: [raw, masked],
  config: { editMode: EditMode.EDIT_MODE_INPAINT_REMOVAL, baseSteps: 12, numberOfImages: 1 },
})
tell(started, Buffer.from(generatedImages[0].image.imageBytes, 'base64'))
