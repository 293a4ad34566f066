export * from './errors.ts'
export * from './length.ts'
export * from './pixels.ts'
