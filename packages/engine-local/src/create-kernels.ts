import type { Kernels } from './kernels.ts'
import { plainKernels } from './kernels-plain.ts'
import { simdKernels, simdSupported } from './kernels-simd.ts'

export function createKernels(kind: Kernels['kind'] = simdSupported() ? 'simd' : 'plain'): Kernels {
  return kind === 'simd' ? simdKernels() : plainKernels()
}
