import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SigningKey } from './signed-tokens.js';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed cannot be opened: its key is gone, or it was altered or moved from its place. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/**
 * Secrets that are stored and must be read back: `keyId.sealed`, AES-256-GCM under a key derived for this alone. The first key seals,
 * every key opens, so that keys rotate. What is sealed for one place opens nowhere else.
 */
export class SealedSecrets {
  private readonly current: SigningKey;
  private readonly derived: ReadonlyMap<string, Buffer>;

  constructor(keys: readonly SigningKey[]) {
    const [first] = keys;
    if (!first) throw new Error('At least one key is needed.');
    this.current = first;
    this.derived = new Map(keys.map(({ id, secret }) => [id, derive(secret)]));
  }

  /** `place` names where it will stand, such as a kind and a row's id. */
  seal(place: string, secret: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, this.keyOf(this.current.id), iv, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(place, 'utf8'));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return `${this.current.id}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`;
  }

  /** Throws {@link SealBroken}. */
  open(place: string, sealed: string): string {
    const [keyId = '', data = ''] = sealed.split('.');
    const bytes = Buffer.from(data, 'base64url');
    if (bytes.length < IV_BYTES + TAG_BYTES) throw new SealBroken('Not a sealed secret.');
    const decipher = createDecipheriv(CIPHER, this.keyOf(keyId), bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(place, 'utf8'));
    decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    try {
      const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new SealBroken('It was altered, or sealed for another place.', { cause });
    }
  }

  /** Whether it was sealed with the key that seals now; any other may soon be taken away. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(`${this.current.id}.`);
  }

  private keyOf(id: string): Buffer {
    const key = this.derived.get(id);
    if (!key) throw new SealBroken(`No key named ${id} is configured.`);
    return key;
  }
}

function derive(secret: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', 'omnicrm sealed secrets', KEY_BYTES));
}
