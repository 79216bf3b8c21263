/** Every time zone that a customer lives in, by a step of an index each. */
export const ZONES = `
  SELECT time_zone FROM (
    WITH RECURSIVE walk AS (
      (SELECT time_zone FROM customers ORDER BY time_zone LIMIT 1)
      UNION ALL
      SELECT (SELECT c.time_zone FROM customers c WHERE c.time_zone > walk.time_zone ORDER BY c.time_zone LIMIT 1)
      FROM walk WHERE walk.time_zone IS NOT NULL)
    SELECT time_zone FROM walk WHERE time_zone IS NOT NULL) zone`;
