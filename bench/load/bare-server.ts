import Fastify from 'fastify';

/** The yardstick: Fastify with one route and nothing else, in a process of its own. */
const app = Fastify({ logger: false });
app.post('/api/query', async () => ({ ok: true }));
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
if (typeof address === 'object' && address !== null) console.log(`listening on http://127.0.0.1:${address.port}`);
process.on('SIGTERM', () => app.close());
