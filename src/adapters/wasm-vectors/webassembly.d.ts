// The part of the WebAssembly API the kernels need; neither the ES library nor Node's types declare it.

/** A compiled module; structured clone carries it to worker threads. */
interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

/** Linear memory; a shared one can be sent to worker threads. */
interface WasmMemory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
  /** Grows by pages of 64 KiB, returns the size before; RangeError beyond the maximum. */
  grow(pages: number): number;
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, ((...values: number[]) => number) | undefined>>;
}

declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Memory: new (descriptor: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
  readonly Instance: new (module: WasmModule, imports: { env: { memory: WasmMemory } }) => WasmInstance;
};
