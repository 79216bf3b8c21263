const MIN_PASSWORD = 12;

const MAX_PASSWORD = 200;
const OWN_LETTERS_NEEDED = 5;

// Words that most guessed passwords are put together from.
const COMMON =
  'administrator password passwort passw motdepasse qwertyuiop qwerty azerty asdfghjkl asdf zxcvbnm zxcv letmein welcome ' +
  'iloveyou login admin master monkey dragon football baseball sunshine princess superman batman shadow trustno whatever ' +
  'changeme secret default guest hello summer winter spring autumn omnicrm payments payment company test user root abcdef abc pass';

const LOOKALIKES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/**
 * What is wrong with a password, in words, or null. `about` holds what an attacker knows of its owner; a password made of that, of common
 * words or of runs such as 1234 is refused, however long.
 */
export function passwordTrouble(password: string, about: readonly string[]): string | null {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD) return `At least ${String(MIN_PASSWORD)} characters.`;
  if (length > MAX_PASSWORD) return `At most ${String(MAX_PASSWORD)} characters.`;
  if (isMostlyRuns(password)) return 'Too easy to guess: it repeats or counts.';
  const lower = password.normalize('NFKC').toLowerCase();
  const known = [...COMMON.split(' '), ...about.flatMap(wordsOf)].sort((a, b) => b.length - a.length);
  const unmasked = lower.replace(/[013457@$]/g, (sign) => LOOKALIKES[sign] ?? sign);
  if ([lower, unmasked].some((text) => ownLetters(text, known) < OWN_LETTERS_NEEDED))
    return 'Too easy to guess: it is made of common words, names or digits alone.';
  return null;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2);
}

function ownLetters(text: string, known: readonly string[]): number {
  let rest = text;
  for (const word of known) rest = rest.replaceAll(word, '');
  return rest.replace(/[^\p{L}\p{M}]/gu, '').length;
}

function isMostlyRuns(text: string): boolean {
  let steps = 0;
  for (let i = 1; i < text.length; i += 1) {
    const step = Math.abs(text.charCodeAt(i) - text.charCodeAt(i - 1));
    if (step <= 1) steps += 1;
  }
  return steps * 2 > text.length;
}
