import 'reflect-metadata';
import { generateKeyPairSync, type KeyObject, type webcrypto } from 'node:crypto';
import { letters } from './merchant.js';

/** What may be wrong with the certificate that the events are signed with. */
export interface CertificateWish {
  readonly commonName?: string;
  readonly expired?: boolean;
  /** Leaves the root out, so that nothing vouches for it. */
  readonly rootless?: boolean;
}

const NAME = 'messageverificationcerts.sandbox.paypal.com';
const ROOT = 'CN=PayPal stand-in root, O=OmniCRM sandbox';
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
const GOOD_DAYS = 825;

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A signing key and its certificate under a root, both made when they are first needed. */
export class SigningCertificate {
  /** The last part of its address; another one after every start, since whoever fetched an older one keeps it. */
  readonly name = `CERT-${letters(16).toLowerCase()}`;
  private pair: Pair | null = null;
  private chain: Promise<string> | null = null;

  constructor(
    private readonly realTime: () => Date,
    private readonly wish: CertificateWish = {},
  ) {}

  get privateKey(): KeyObject {
    return this.keys().privateKey;
  }

  /** The certificate and its root, as PayPal gives them at the certificate's address. */
  pem(): Promise<string> {
    return (this.chain ??= this.make());
  }

  private keys(): Pair {
    return (this.pair ??= newPair());
  }

  private async make(): Promise<string> {
    const { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509CertificateGenerator } =
      await import('@peculiar/x509');
    const now = this.realTime().getTime();
    const root = await imported(newPair());
    const own = await imported(this.keys());
    const times = { notBefore: new Date(now - DAY_MS), notAfter: new Date(now + GOOD_DAYS * DAY_MS) };
    const above = await X509CertificateGenerator.createSelfSigned({
      ...times,
      serialNumber: '01',
      name: ROOT,
      signingAlgorithm: ALGORITHM,
      keys: root,
      extensions: [
        new BasicConstraintsExtension(true, 1, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      ],
    });
    const leaf = await X509CertificateGenerator.create({
      ...times,
      ...(this.wish.expired ? { notAfter: new Date(now - 3_600_000) } : {}),
      serialNumber: '02',
      subject: `CN=${this.wish.commonName ?? NAME}, O=PayPal stand-in`,
      issuer: ROOT,
      signingAlgorithm: ALGORITHM,
      publicKey: own.publicKey,
      signingKey: root.privateKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      ],
    });
    const parts = this.wish.rootless ? [leaf] : [leaf, above];
    return `${parts.map((part) => part.toString('pem')).join('\n')}\n`;
  }
}

function newPair(): Pair {
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

async function imported({ privateKey, publicKey }: Pair): Promise<webcrypto.CryptoKeyPair> {
  const { subtle } = globalThis.crypto;
  const [secret, open] = await Promise.all([
    subtle.importKey('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), ALGORITHM, true, ['sign']),
    subtle.importKey('spki', publicKey.export({ type: 'spki', format: 'der' }), ALGORITHM, true, ['verify']),
  ]);
  return { privateKey: secret, publicKey: open };
}
