export type { Auth, AuthClientLike, GoogleAuthLike } from './auth.ts'
export { classIds, segmentationClasses } from './classes.ts'
export { type ConnectionOptions, connectionProperties } from './connection-options.ts'
export type { SafetyRule } from './families/gemini.ts'
export { geminiSizes, ratioOf, type Size, type Tier } from './gemini-sizes.ts'
export { type InstructionInput, writeInstruction } from './instruction.ts'
export { type Marking, markings } from './marking.ts'
export {
  baseModelOf,
  defaultModel,
  defaultTextModel,
  type FamilyName,
  factsRead,
  knownModels,
  knownTextModels,
  type Model,
  modelOf,
  modelPattern,
  textModelOf,
} from './models.ts'
export { writeSegmentInstruction } from './segment/segment-instruction.ts'
export {
  type SegmentInstructionInput,
  type VertexSegmentOptions,
  vertexSegmentSchema,
} from './segment/segment-options.ts'
export { createVertexSegment, vertexSegment } from './segment/vertex-segment.ts'
export { createVertex, vertex } from './vertex.ts'
export { type VertexOptions, vertexSchema } from './vertex-options.ts'
