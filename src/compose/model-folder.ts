import { fileURLToPath } from 'node:url';

/** Where the built-in embedding table lies: beside the source, so that a clone has it. */
export const MODEL_FOLDER = fileURLToPath(new URL('../../models/static-minilm', import.meta.url));
/** Queryloom's own guides, which an empty store is filled with. */
export const GUIDES_FOLDER = fileURLToPath(new URL('../../docs/guides', import.meta.url));
