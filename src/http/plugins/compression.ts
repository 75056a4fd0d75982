import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** Smaller answers fit one packet: compressing them costs time and saves nothing. */
const COMPRESSED_BYTES_MIN = 1_024;

/** br, gzip and deflate, when the client asks, above 1 KiB, never for answers that carry a secret and never for event streams. */
export const compressionPlugin = fastifyPlugin(
  async (app: FastifyInstance) => {
    // Before the compressor's own hook, which reads the route's option.
    app.addHook('onRoute', (route) => {
      if (route.config?.operation?.uncompressed === true) route.compress = false;
    });
    await app.register(compress, {
      encodings: ['br', 'gzip', 'deflate'],
      threshold: COMPRESSED_BYTES_MIN,
      globalDecompression: false,
    });
  },
  { name: 'queryloom-compression', fastify: '5.x' },
);
