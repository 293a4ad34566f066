declare global {
  /** The part of WebAssembly that the kernels use: neither `es2023` nor `@types/node` 20 declares it. */
  namespace WebAssembly {
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>)
    }
    class Instance {
      constructor(module: Module, imports: Record<string, Record<string, unknown>>)
      readonly exports: Record<string, unknown>
    }
    class Memory {
      constructor(descriptor: { initial: number })
      readonly buffer: ArrayBuffer
    }
    function validate(bytes: Uint8Array<ArrayBuffer>): boolean
  }
}

export {}
