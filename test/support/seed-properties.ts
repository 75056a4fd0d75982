import fc from 'fast-check';

/** Property tests draw the same cases on every run; another `PROPERTY_SEED` draws others. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_260_101) });
