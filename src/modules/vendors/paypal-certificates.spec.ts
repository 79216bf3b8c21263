import 'reflect-metadata';
import { generateKeyPairSync, X509Certificate, type webcrypto } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { certificatesIn, chainProblem, isSelfSigned } from './paypal-certificates.js';

const NAME = 'messageverificationcerts.paypal.com';
const NOW = new Date('2027-01-15T08:00:00Z');
const DAY_MS = 86_400_000;
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

interface Wish {
  readonly subject?: string;
  readonly issuer?: Made;
  readonly isAuthority?: boolean;
  /** Whether its key usage lets it sign certificates, as an authority's does. */
  readonly mayCertify?: boolean;
  readonly keys?: webcrypto.CryptoKeyPair;
  readonly fromDays?: number;
  readonly toDays?: number;
}
interface Made {
  readonly certificate: X509Certificate;
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

const { subtle } = globalThis.crypto;

async function rsaKeys(modulusLength = 2048): Promise<webcrypto.CryptoKeyPair> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const [secret, open] = await Promise.all([
    subtle.importKey('pkcs8', privateKey.export({ type: 'pkcs8', format: 'der' }), RSA, true, ['sign']),
    subtle.importKey('spki', publicKey.export({ type: 'spki', format: 'der' }), RSA, true, ['verify']),
  ]);
  return { privateKey: secret, publicKey: open };
}

const PLAIN = {
  subject: `CN=${NAME}, O=PayPal`,
  issuer: undefined,
  isAuthority: false,
  fromDays: -30,
  toDays: 300,
};
let serial = 0;
async function make(wish: Wish = {}): Promise<Made> {
  const { subject, issuer, isAuthority, fromDays, toDays } = { ...PLAIN, ...wish };
  const { mayCertify = isAuthority, keys = leafKeys } = wish;
  serial += 1;
  const common = {
    serialNumber: String(10 + serial),
    notBefore: new Date(NOW.getTime() + fromDays * DAY_MS),
    notAfter: new Date(NOW.getTime() + toDays * DAY_MS),
    signingAlgorithm: RSA,
    extensions: [
      new BasicConstraintsExtension(isAuthority, undefined, true),
      new KeyUsagesExtension(mayCertify ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature, true),
    ],
  };
  const made = issuer
    ? await X509CertificateGenerator.create({
        ...common,
        subject,
        issuer: issuer.name,
        publicKey: keys.publicKey,
        signingKey: issuer.keys.privateKey,
      })
    : await X509CertificateGenerator.createSelfSigned({ ...common, name: subject, keys });
  return { certificate: new X509Certificate(made.toString('pem')), name: made.subject, keys };
}

const AUTHORITY = { subject: 'CN=Intermediate, O=Trust', isAuthority: true };

let leafKeys: webcrypto.CryptoKeyPair;
let otherKeys: webcrypto.CryptoKeyPair;
let root: Made;
let intermediate: Made;
beforeAll(async () => {
  [leafKeys, otherKeys] = await Promise.all([rsaKeys(), rsaKeys()]);
  const [above, below] = await Promise.all([rsaKeys(), rsaKeys()]);
  root = await make({ subject: 'CN=Root, O=Trust', isAuthority: true, keys: above });
  intermediate = await make({ ...AUTHORITY, issuer: root, keys: below });
});

const problemOf = (chain: readonly Made[], trusted: readonly Made[] = [root], at = NOW) =>
  chainProblem(
    chain.map(({ certificate }) => certificate),
    { commonName: NAME, roots: trusted.map(({ certificate }) => certificate), at },
  );

describe('a chain', () => {
  it('from the name through its issuer to a trusted root is believed, with the root in it or without', async () => {
    const leaf = await make({ issuer: intermediate });
    expect(problemOf([leaf, intermediate])).toBeNull();
    expect(problemOf([leaf, intermediate, root])).toBeNull();
    expect(problemOf([leaf, root, intermediate])).toBeNull();
    expect(problemOf([await make({ issuer: root })])).toBeNull();
  });

  it('without anything in it is none', () => {
    expect(problemOf([])).toBe('no certificate');
  });

  it('whose intermediate is missing leads to nobody', async () => {
    expect(problemOf([await make({ issuer: intermediate })])).toBe('no path to a trusted root');
  });

  it('to a root that is not among the trusted ones leads to nobody, though it comes along', async () => {
    const own = await make({ subject: 'CN=Root, O=Trust', isAuthority: true, keys: otherKeys });
    const leaf = await make({ issuer: own });
    expect(problemOf([leaf, own])).toBe('no path to a trusted root');
  });

  it('vouching for itself is not believed', async () => {
    const leaf = await make({ mayCertify: true });
    expect(isSelfSigned(leaf.certificate)).toBe(true);
    expect(isSelfSigned(intermediate.certificate)).toBe(false);
    expect(problemOf([leaf])).toBe('no path to a trusted root');
    expect(problemOf([leaf, leaf])).toBe('no path to a trusted root');
    const authority = await make({ isAuthority: true });
    expect(problemOf([authority])).toBe('an authority that signs messages');
  });

  it.each([false, true])(
    'signed with a certificate that is no authority is not believed, its usage saying so or not: %s',
    async (mayCertify) => {
      const subject = 'CN=example.com';
      const holder = await make({ subject, issuer: intermediate, keys: otherKeys, mayCertify });
      const leaf = await make({ issuer: holder });
      expect(problemOf([leaf, holder, intermediate])).toBe('no path to a trusted root');
      expect(problemOf([leaf], [holder])).toBe('no path to a trusted root');
    },
  );

  it('with an issuer of the right name and another key is not believed', async () => {
    const forged = await make({ ...AUTHORITY, keys: otherKeys });
    const leaf = await make({ issuer: forged });
    expect(problemOf([leaf, intermediate])).toBe('no path to a trusted root');
  });

  it('longer than any of PayPal’s ends', async () => {
    let issuer = root;
    const others: Made[] = [];
    for (let depth = 0; depth < 5; depth += 1) {
      issuer = await make({
        subject: `CN=Depth ${String(depth)}`,
        isAuthority: true,
        issuer,
        keys: otherKeys,
      });
      others.push(issuer);
    }
    expect(problemOf([await make({ issuer }), ...others])).toBe('a chain that is too long');
  });
});

describe('the certificate that signs', () => {
  it.each([
    ['another name', 'CN=api.paypal.com, O=PayPal'],
    ['the name as a part of another', `CN=${NAME}.example.com`],
    ['no name', `O=${NAME}`],
    ['two names', `CN=${NAME}, CN=example.com`],
  ])('with %s is refused', async (_, subject) => {
    expect(problemOf([await make({ subject, issuer: root })])).toBe('another name');
  });

  it('with a short RSA key is refused', async () => {
    expect(problemOf([await make({ issuer: root, keys: await rsaKeys(1024) })])).toBe('a weak key');
  });

  it('with a key of another kind is refused', async () => {
    const keys = await subtle.generateKey(ECDSA, true, ['sign', 'verify']);
    expect(problemOf([await make({ issuer: root, keys })])).toBe('a weak key');
  });

  it('that is an authority itself is refused', async () => {
    expect(problemOf([await make({ issuer: root, isAuthority: true })])).toBe(
      'an authority that signs messages',
    );
  });
});

describe('time', () => {
  it('ends a certificate, and has not begun another', async () => {
    expect(problemOf([await make({ issuer: root, toDays: -1 })])).toBe('not valid now');
    expect(problemOf([await make({ issuer: root, fromDays: 1 })])).toBe('not valid now');
  });

  it('ends a certificate in the moment that it names', async () => {
    const leaf = await make({ issuer: root, toDays: 2 });
    const end = NOW.getTime() + 2 * DAY_MS;
    expect(problemOf([leaf], [root], new Date(end - 1_000))).toBeNull();
    expect(problemOf([leaf], [root], new Date(end))).toBe('not valid now');
  });

  it('ends an issuer and a root too', async () => {
    const old = await make({ ...AUTHORITY, issuer: root, keys: otherKeys, toDays: -1 });
    expect(problemOf([await make({ issuer: old }), old])).toBe('an issuer that is not valid now');
    const oldRoot = await make({ subject: 'CN=Old root', isAuthority: true, keys: otherKeys, toDays: -1 });
    expect(problemOf([await make({ issuer: oldRoot })], [oldRoot])).toBe('a root that is not valid now');
  });
});

describe('a PEM text', () => {
  it('gives its certificates in their order, whatever stands between them', async () => {
    const leaf = await make({ issuer: intermediate });
    const pems = [leaf, intermediate].map(({ certificate }) => certificate.toString());
    const found = certificatesIn(`subject=x\r\n${pems.join('\nissuer=y\n')}`);
    expect(found?.map(({ serialNumber }) => serialNumber)).toEqual(
      [leaf, intermediate].map(({ certificate }) => certificate.serialNumber),
    );
  });

  it('without one, with a broken one or with too many gives none', () => {
    const pem = root.certificate.toString();
    expect(certificatesIn('<html>')).toBeNull();
    expect(certificatesIn('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBeNull();
    expect(certificatesIn(pem.repeat(6))).toBeNull();
  });
});
