import { describe, expect, it } from '@jest/globals';
import { AUDIT_ACTIONS } from '../../src/modules/audit/index.js';
import { ar } from './ar.js';
import { en } from './en.js';
import { translator, wordFor } from './translate.js';

type Node = string | { readonly [key: string]: Node };

const isPlural = (node: Node): boolean => typeof node === 'object' && typeof node['other'] === 'string';

function leaves(node: Node, path = ''): Map<string, Node> {
  if (typeof node === 'string' || isPlural(node)) return new Map([[path, node]]);
  return new Map(
    Object.entries(node).flatMap(([key, child]) => [...leaves(child, path ? `${path}.${key}` : key)]),
  );
}

const placeholders = (node: Node): string[] => {
  const text = typeof node === 'string' ? node : (node['other'] as string);
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '').sort();
};

const english = leaves(en);
const arabic = leaves(ar);

describe('the texts of the panel', () => {
  it('stand in both languages under the same keys', () => {
    expect([...arabic.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('name the same values in both languages', () => {
    const differing = [...english].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(arabic.get(key) ?? '').join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  it('have all six forms of Arabic where they count', () => {
    for (const [key, text] of english) {
      if (!isPlural(text)) continue;
      expect([key, Object.keys(arabic.get(key) as object).sort()]).toEqual([
        key,
        ['few', 'many', 'one', 'other', 'two', 'zero'],
      ]);
    }
  });

  it('are Arabic where they say they are', () => {
    const untranslated = [...arabic].filter(
      ([key, text]) => text === english.get(key) && typeof text === 'string' && /[a-z]{4}/.test(text),
    );
    const names = /^(shell\.product|words\.(vendor|brand)\.)/;
    expect(untranslated.map(([key]) => key).filter((key) => !names.test(key))).toEqual([]);
  });
});

describe('the audit trail', () => {
  it('has a word for everything that it tells of', () => {
    const keys = [...english.keys()];
    expect(AUDIT_ACTIONS.filter((action) => !keys.some((key) => key.endsWith(`deed.${action}`)))).toEqual([]);
  });
});

describe('looking a text up', () => {
  it('fills values and chooses the plural', () => {
    expect(translator('en')('list.rows', { count: 1 })).toBe('1 row');
    expect(translator('en')('list.rows', { count: 1_200 })).toBe('1,200 rows');
    expect(translator('ar')('list.rows', { count: 2 })).toBe('صفان');
    expect(translator('ar')('list.rows', { count: 11 })).toBe('11 صفًا');
  });

  it('shows the value of a vocabulary that it has no word for', () => {
    expect(wordFor('ar', 'message_state', 'sent')).toBe('أُرسلت');
    expect(wordFor('ar', 'message_state', 'teleported')).toBe('teleported');
  });
});
