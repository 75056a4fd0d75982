import { enableCompileCache } from 'node:module';

// Keeps stripped and compiled modules in the system's folder for temporary files: a start takes half the time.
enableCompileCache();
const { serve } = await import('./cli/serve.ts');
process.exitCode = await serve();
