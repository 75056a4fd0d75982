import { readFileSync } from 'node:fs';
import { defined } from '../../shared/assert.ts';

type KernelFunction = (...values: number[]) => number;

/** Kernel of the vector index; what its arguments mean stands in kernel/scan.ts. All are byte addresses or counts. */
export type ScanKernel = {
  readonly scan: KernelFunction;
  readonly rescore: KernelFunction;
  readonly writeRow: KernelFunction;
  readonly clearRow: KernelFunction;
};

/** Kernel of late interaction, see kernel/late.ts. */
export type LateKernel = { readonly widen: KernelFunction; readonly interact: KernelFunction };

/** Bytes a WebAssembly page. */
export const PAGE_BYTES = 65_536;

/** Compiles a built kernel; the module can be sent to worker threads. */
export function loadKernelModule(name: 'scan' | 'late'): WasmModule {
  return new WebAssembly.Module(readFileSync(new URL(`./${name}.wasm`, import.meta.url)));
}

/** An instance over a memory that other threads may hold instances over too. */
export function scanKernel(module: WasmModule, memory: WasmMemory): ScanKernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    scan: defined(exports['scan'], 'kernel exports scan'),
    rescore: defined(exports['rescore'], 'kernel exports rescore'),
    writeRow: defined(exports['writeRow'], 'kernel exports writeRow'),
    clearRow: defined(exports['clearRow'], 'kernel exports clearRow'),
  };
}

/** An instance over an unshared memory. */
export function lateKernel(module: WasmModule, memory: WasmMemory): LateKernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return {
    widen: defined(exports['widen'], 'kernel exports widen'),
    interact: defined(exports['interact'], 'kernel exports interact'),
  };
}
