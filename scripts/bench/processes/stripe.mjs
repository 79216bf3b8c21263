/** A stand-in of Stripe in a process of its own. Environment: PORT, LATENCY_MS. */
import { product } from '../lib/product.mjs';

const { startStripeStandIn } = await product('src/sandbox/stripe/index');
await startStripeStandIn({
  port: Number(process.env.PORT),
  secretKey: 'sk_test_bench',
  publishableKey: 'pk_test_bench',
  latencyMs: Number(process.env.LATENCY_MS),
});
