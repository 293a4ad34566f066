import { readFile, writeFile } from 'node:fs/promises'
import asc from 'assemblyscript/asc'

const source = new URL('fill.ts', import.meta.url)
export const generatedFile = new URL('../src/kernels.generated.ts', import.meta.url)

/** The text of `src/kernels.generated.ts`: the kernels, compiled. */
export async function compileKernels(): Promise<string> {
  const text = await readFile(source, 'utf8')
  const { error, stdout, stderr, ...rest } = await asc.main(
    [
      'fill.ts',
      '--outFile',
      'fill.wasm',
      '-O3',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
    ],
    {
      readFile: (name) => (name === 'fill.ts' ? text : null),
      writeFile: (name, contents) => {
        if (name === 'fill.wasm') binary = contents as Uint8Array
      },
      listFiles: () => [],
    },
  )
  void rest
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`)
  const base64 = Buffer.from(binary).toString('base64')
  const lines = base64.match(/.{1,112}/g)?.map((line) => `  '${line}'`) ?? []
  return `// Made from kernels/fill.ts by \`pnpm --filter @paintout/engine-local kernels\`. Do not edit.\nexport const wasm =\n${lines.join(' +\n')}\n`
}
let binary: Uint8Array

if (import.meta.url === `file://${process.argv[1]}`) await writeFile(generatedFile, await compileKernels())
