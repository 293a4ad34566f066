/** One import for library users: the processor, the codec, the engines, and the store. */
export * from '@paintout/core'
export * from '@paintout/engine-local'
export * from '@paintout/engine-vertex'
export * from '@paintout/plugin-sharp'
export * from '@paintout/store'
