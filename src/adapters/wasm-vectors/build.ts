import { readFile, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';

/** The kernels and whether their memory is shared between threads: `kernel/<name>.ts` becomes `<name>.wasm`. */
export const KERNELS = [
  { name: 'scan', shared: true },
  { name: 'late', shared: false },
] as const;

export type Kernel = (typeof KERNELS)[number];

/** The kernel's source compiled to WebAssembly; equal sources give equal bytes. */
export async function buildKernel(kernel: Kernel): Promise<Uint8Array> {
  const source = await readFile(new URL(`./kernel/${kernel.name}.ts`, import.meta.url), 'utf8');
  let binary: Uint8Array | undefined;
  const threads = kernel.shared ? ['--enable', 'threads', '--sharedMemory', '--maximumMemory', '65536'] : [];
  const fixed = ['--importMemory', '--runtime', 'stub', '--noAssert', '--use', 'abort=', '-O3', '--converge'];
  const { error, stderr } = await asc.main(
    [`${kernel.name}.ts`, '--outFile', `${kernel.name}.wasm`, '--enable', 'simd', ...threads, ...fixed],
    {
      readFile: (name) => (name === `${kernel.name}.ts` ? source : null),
      writeFile: (_name, contents) => {
        if (contents instanceof Uint8Array) binary = contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(`${kernel.name}.ts does not compile: ${stderr.toString()}`, { cause: error });
  if (binary === undefined) throw new Error(`${kernel.name}.ts gave no binary`);
  return binary;
}

/** Where the built kernel is kept, beside this file. */
export function builtPath(kernel: Kernel): URL {
  return new URL(`./${kernel.name}.wasm`, import.meta.url);
}

if (import.meta.main) for (const kernel of KERNELS) await writeFile(builtPath(kernel), await buildKernel(kernel));
