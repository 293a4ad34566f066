/** One import for library users: the processor, the codec and the engines. */
export * from '@paintout/core'
export * from '@paintout/engine-local'
export * from '@paintout/engine-vertex'
export * from '@paintout/plugin-sharp'
