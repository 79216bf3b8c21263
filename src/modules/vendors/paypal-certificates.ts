import { X509Certificate } from 'node:crypto';

/** What a webhook's certificate has to be. */
export interface CertificateRules {
  readonly commonName: string;
  /** Certificates that are believed for what they are. */
  readonly roots: readonly X509Certificate[];
  readonly at: Date;
}

const LONGEST_CHAIN = 5;
const SMALLEST_KEY = 2048;

/** Every certificate of a PEM text, the first one first; null when it holds none or a broken one. */
export function certificatesIn(pem: string): X509Certificate[] | null {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0 || blocks.length > LONGEST_CHAIN) return null;
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return null;
  }
}

/** Why a chain is not believed, its first certificate being the one that signs; null when it is. */
export function chainProblem(chain: readonly X509Certificate[], rules: CertificateRules): string | null {
  const [leaf, ...others] = chain;
  if (!leaf) return 'no certificate';
  if (commonNameOf(leaf) !== rules.commonName) return 'another name';
  if (!isStrongRsa(leaf)) return 'a weak key';
  if (leaf.ca) return 'an authority that signs messages';
  if (!isValidAt(leaf, rules.at)) return 'not valid now';
  return pathProblem(leaf, others, rules);
}

/** Whether a certificate's signature is its own. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.checkIssued(certificate) && certificate.verify(certificate.publicKey);
}

function pathProblem(
  leaf: X509Certificate,
  others: readonly X509Certificate[],
  { roots, at }: CertificateRules,
): string | null {
  let current = leaf;
  for (let depth = 0; depth < LONGEST_CHAIN; depth += 1) {
    const root = roots.find((candidate) => issued(candidate, current));
    if (root) return isValidAt(root, at) ? null : 'a root that is not valid now';
    const issuer = others.find((candidate) => candidate !== current && issued(candidate, current));
    if (!issuer) return 'no path to a trusted root';
    if (!isValidAt(issuer, at)) return 'an issuer that is not valid now';
    current = issuer;
  }
  return 'a chain that is too long';
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValidAt(certificate: X509Certificate, at: Date): boolean {
  return Date.parse(certificate.validFrom) <= at.getTime() && at.getTime() < Date.parse(certificate.validTo);
}

function isStrongRsa({ publicKey }: X509Certificate): boolean {
  return (
    publicKey.asymmetricKeyType === 'rsa' &&
    (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) >= SMALLEST_KEY
  );
}

function commonNameOf({ subject }: X509Certificate): string | null {
  const names = subject.split('\n').filter((line) => line.startsWith('CN='));
  return names.length === 1 ? (names[0]?.slice(3) ?? null) : null;
}
