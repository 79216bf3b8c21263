import { describe, expect, it } from '@jest/globals';
import { encodeCursor } from '../../common/http/cursor.js';
import { Invalid } from '../../common/errors/domain-error.js';
import { suppressionPosition } from './suppressions.schemas.js';

const at = (instant: string) => suppressionPosition(encodeCursor([instant, 'a@example.com']));

describe('the cursor of shut-out addresses', () => {
  it('is an instant as the database writes it', () => {
    const instant = '2030-01-31T23:59:59.123456Z';
    expect(at(instant)).toEqual({ instant, email: 'a@example.com' });
  });

  it.each(['0000-01-01T00:00:00Z', '1899-12-31T23:59:59Z', `2030-01-01T00:00:00.${'1'.repeat(300)}Z`])(
    'is refused as a cursor before the database would refuse %s',
    (instant) => {
      expect(() => at(instant)).toThrow(Invalid);
    },
  );
});
