/** The built app in a process of its own, at the business time of the data sets. Environment: the app's own. */
import { NOW } from '../lib/cards.mjs';
import { benchApp } from '../lib/product.mjs';

const { DATABASE_URL: databaseUrl, HTTP__PORT: port } = process.env;
const app = await benchApp(databaseUrl, { now: NOW, env: { HTTP__PORT: port } });
await app.listen(Number(port), '127.0.0.1');
process.once('SIGTERM', () => void app.close().then(() => process.exit()));
