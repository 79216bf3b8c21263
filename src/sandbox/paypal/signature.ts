import { createSign, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type Letter, type SignedLetter } from '../kit/index.js';
import { type SigningCertificate } from './certificates.js';

/** Who signs at the moment, and where its certificate is found. */
export interface Signer {
  readonly certificate: SigningCertificate;
  readonly address: string;
}

/** PayPal's signature of an event: over id, time, the webhook's id and a checksum of the body. */
export function signedBy(signer: () => Signer): (letter: Letter) => SignedLetter {
  return ({ payload, secret, at }) => {
    const { certificate, address } = signer();
    const id = randomUUID();
    const time = `${at.toISOString().slice(0, 19)}Z`;
    const message = `${id}|${time}|${secret}|${String(crc32(payload))}`;
    return {
      headers: {
        'paypal-transmission-id': id,
        'paypal-transmission-time': time,
        'paypal-transmission-sig': createSign('RSA-SHA256')
          .update(message)
          .sign(certificate.privateKey, 'base64'),
        'paypal-cert-url': address,
        'paypal-auth-algo': 'SHA256withRSA',
        'user-agent': 'PayPal/AUHD-214.0-58843070',
      },
    };
  };
}
