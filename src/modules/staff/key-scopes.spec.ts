import { describe, expect, it } from '@jest/globals';
import { ROLE_SCOPES, type Scope } from '../../common/http/principal.js';
import { scopesOf } from './key-scopes.js';

describe('scopesOf', () => {
  it('gives a key without scopes of its own everything that its role has', () => {
    expect([...scopesOf('support', [])]).toEqual([...ROLE_SCOPES.support]);
  });

  it('gives one with scopes of its own no more than these', () => {
    expect([...scopesOf('admin', ['customers:read'])]).toEqual(['customers:read']);
  });

  it('never gives more than the role, whatever stands in the row', () => {
    expect(scopesOf('viewer', ['customers:write', 'customers:read']).has('customers:write')).toBe(false);
    expect(scopesOf('viewer', ['no:such' as Scope]).size).toBe(0);
  });
});
