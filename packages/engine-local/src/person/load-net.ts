import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { PaintoutError, type Pixels } from '@paintout/core'
import type { OpenCv } from './open-cv.ts'
import { modelSide } from './read-levels.ts'

/** The model, ready to look at pictures. */
export interface Net {
  /** How likely each of `modelSide` × `modelSide` samples is a person, 0 to 1. Takes 8-bit RGB of any size. */
  run(picture: Pixels<Uint8Array>): Float32Array
}

const runtime = '@techstark/opencv-js'
const model = '@mediapipe/selfie_segmentation'
const install = `npm install ${runtime}@5.0.0-release.1 ${model}`

let loading: Promise<Net> | undefined

/**
 * Loads runtime and model once a process: half a second, and 250 MB with the first picture.
 * @throws `not-installed`
 */
export function loadNet(): Promise<Net> {
  loading ??= load()
  return loading
}

async function load(): Promise<Net> {
  const weights = await readFile(findWeights())
  const cv = await loadRuntime()
  if (typeof cv.readNetFromTFLite1 !== 'function')
    throw notInstalled(`a version of ${runtime} that reads no such model`)
  const net = cv.readNetFromTFLite1(weights)
  return {
    run({ data, width, height }) {
      const picture = new cv.Mat(height, width, cv.CV_8UC3)
      picture.data.set(data)
      const square = new cv.Mat()
      const size = new cv.Size(modelSide, modelSide)
      cv.resize(picture, square, size, 0, 0, cv.INTER_AREA)
      const blob = cv.blobFromImage(square, 1 / 255, size, new cv.Scalar(0, 0, 0, 0), false, false, cv.CV_32F)
      net.setInput(blob)
      const answer = net.forward()
      const chances = Float32Array.from(answer.data32F)
      for (const each of [picture, square, blob, answer]) each.delete()
      return chances
    },
  }
}

function findWeights(): string {
  try {
    return createRequire(import.meta.url).resolve(`${model}/selfie_segmentation.tflite`)
  } catch (cause) {
    throw notInstalled(`no ${model}`, cause)
  }
}

/** The module is a promise of itself, or of its default export, by its version. */
async function loadRuntime(): Promise<OpenCv> {
  try {
    const loaded = (await import(runtime)) as { readonly default: OpenCv | Promise<OpenCv> }
    return await loaded.default
  } catch (cause) {
    throw notInstalled(`no ${runtime}`, cause)
  }
}

function notInstalled(got: string, cause?: unknown): PaintoutError {
  return new PaintoutError(
    'not-installed',
    `Expected ${runtime} and ${model} to find people, got ${got}. Install them: \`${install}\`.`,
    { by: 'person', cause },
  )
}
