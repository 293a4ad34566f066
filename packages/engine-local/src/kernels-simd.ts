import { wasm } from './kernels.generated.ts'
import type { Kernels } from './kernels.ts'

interface Exports {
  seed(value: number): void
  bind(...values: number[]): void
  rate(): void
  sweep(step: number, reach: number): void
  exhaust(sources: number, count: number): void
  vote(hole: number, count: number, weight: number): number
}

const page = 65536

let bytes: Uint8Array<ArrayBuffer> | undefined
let compiled: WebAssembly.Module | undefined

function kernelBytes(): Uint8Array<ArrayBuffer> {
  bytes ??= Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0))
  return bytes
}

/** True where this machine runs WebAssembly with 128-bit SIMD. */
export function simdSupported(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(kernelBytes())
}

/** The kernels compiled from `kernels/fill.ts`. */
export function simdKernels(): Kernels {
  compiled ??= new WebAssembly.Module(kernelBytes())
  const module = compiled
  let exports: Exports
  let hole: Int32Array
  let weight: Float32Array
  let start = 1

  return {
    kind: 'simd',
    allocate(size) {
      // A memory of the final size: growing one would detach the views that are held.
      const memory = new WebAssembly.Memory({ initial: Math.ceil(size / page) })
      exports = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Exports
      exports.seed(start)
      return memory.buffer
    },
    seed(value) {
      start = value >>> 0
      exports?.seed(start)
    },
    bind(field) {
      hole = field.hole
      weight = field.weight
      exports.bind(
        field.features.byteOffset,
        field.width,
        field.height,
        field.targets,
        field.targetX.byteOffset,
        field.targetY.byteOffset,
        field.sourceX.byteOffset,
        field.sourceY.byteOffset,
        field.distance.byteOffset,
        field.guideX.byteOffset,
        field.guideY.byteOffset,
        field.index.byteOffset,
        field.valid.byteOffset,
        field.tone.byteOffset,
        field.toneWeight,
        field.priorX,
        field.priorY,
      )
    },
    rate: () => exports.rate(),
    sweep: (step, reach) => exports.sweep(step, reach),
    exhaust: (sources) => exports.exhaust(sources.byteOffset, sources.length),
    vote: () => exports.vote(hole.byteOffset, hole.length, weight.byteOffset),
  }
}
