export type { Auth, AuthClientLike, GoogleAuthLike } from './auth.ts'
export { classIds, segmentationClasses } from './classes.ts'
export type { SafetyRule } from './families/gemini.ts'
export { geminiSizes, ratioOf, type Size, type Tier } from './gemini-sizes.ts'
export { type InstructionInput, writeInstruction } from './instruction.ts'
export { type Marking, markings } from './marking.ts'
export {
  baseModelOf,
  defaultModel,
  type FamilyName,
  factsRead,
  knownModels,
  type Model,
  modelOf,
  modelPattern,
} from './models.ts'
export { createVertex, vertex } from './vertex.ts'
export { type VertexOptions, vertexSchema } from './vertex-options.ts'
