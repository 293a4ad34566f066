import { type Claiming, type Json, plannerContract } from '@paintout/core'
import { sha256, toCanonicalJson } from './canonical-json.ts'
import { digestMask, digestSamples } from './digests.ts'

/** A photo as the store knows it: by its file's image data, or by its decoded samples. */
export type PhotoDigest = { readonly file: string } | { readonly samples: string }

/**
 * The keys of one request. An answer is found under either: the first survives another decoder, the second another
 * way to pack the same samples into a file.
 */
export interface Keys {
  /** By the file; where there is none, by the samples. */
  readonly first: string
  /** By the samples: the whole photo is hashed when this is asked for. */
  second(): Promise<string>
}

const known = new WeakMap<Claiming['request'], Promise<Keys>>()

/** The keys of a request; computed once. */
export function keysOf(claiming: Claiming): Promise<Keys> {
  let keys = known.get(claiming.request)
  if (!keys) {
    keys = computeKeys(claiming)
    known.set(claiming.request, keys)
  }
  return keys
}

async function computeKeys(claiming: Claiming): Promise<Keys> {
  const { job } = claiming
  const described = describeRequest(claiming)
  const second = async () => keyOf(described, { samples: await digestSamples(job) })
  return { first: job.digest ? keyOf(described, { file: await job.digest() }) : await second(), second }
}

/** All that decides what an answer looks like, but the photo. */
export function describeRequest({ job, engine, region, request, hole = job.mask }: Claiming): Json {
  const { target = null, prompt, negativePrompt = null, seed = null, candidates } = request
  const { left, top, width, height } = region.rect
  return {
    contract: { engine: engine.contract, planner: plannerContract },
    engine: { name: engine.name, fingerprint: engine.fingerprint(request) },
    region: { rect: [left, top, width, height], size: region.size },
    mask: request.mask && hole ? digestMask(hole, region.rect) : null,
    request: { target, prompt, negativePrompt, seed, candidates },
  }
}

/** SHA-256, in hex, over canonical JSON. */
export function keyOf(described: Json, photo: PhotoDigest): string {
  return sha256(toCanonicalJson({ request: described, photo }))
}
