/** A stand-in of Mailjet in a process of its own. Environment: PORT, LATENCY_MS. It keeps no bodies, so that its memory stays out of the way. */
import { product } from '../lib/product.mjs';

const { startMailjetStandIn } = await product('src/sandbox/mailjet/index');
await startMailjetStandIn({
  port: Number(process.env.PORT),
  apiKey: 'bench',
  apiSecret: 'bench',
  latencyMs: Number(process.env.LATENCY_MS),
  keepBodies: 1,
});
