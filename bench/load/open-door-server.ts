import { buildApp } from '../../src/app.ts';
import { compose } from '../../src/compose/compose.ts';
import { readSettings } from '../../src/config/env.ts';
import { NO_SHEDDING } from '../../test/support/open-doors.ts';

/** The server as it is, but for one thing: there is always a place. What overload does to it is what shedding is for. */
const settings = readSettings();
const services = await compose(settings);
const app = await buildApp({ ...services.app, shedding: NO_SHEDDING }, settings);
console.log(`listening on ${await app.listen({ host: settings.host, port: settings.port })}`);
process.once('SIGTERM', async () => {
  app.server.closeAllConnections();
  await app.close();
  await services.close();
});
