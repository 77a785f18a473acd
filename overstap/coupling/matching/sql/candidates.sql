-- Pairs worth comparing: cards that share a key. Table clean and view standard become table candidate (one, other: id,
-- one < other). A key that many cards share (an accountant's telephone, a factoring company's account) says little:
-- such a block is split by the first letters of the name and by the area. Where it is still too big each card is
-- compared with the two that come after it by name only: a supplier of two hundred administrations is found by that too.
-- A card without a name is compared on registered numbers only. Written so that Spark reads it too (spark.py has the
-- few words that differ).

CREATE OR REPLACE TEMP TABLE key AS
SELECT hash('kvk', kvk) AS block, id FROM clean WHERE kvk IS NOT NULL
UNION ALL SELECT hash('vat', vat), id FROM clean WHERE vat IS NOT NULL
UNION ALL SELECT hash('iban', iban), id FROM clean WHERE iban IS NOT NULL
UNION ALL SELECT hash('name', sorted_name), id FROM clean WHERE sorted_name IS NOT NULL
UNION ALL SELECT hash('mail', mail), id FROM clean WHERE mail IS NOT NULL AND sorted_name IS NOT NULL
UNION ALL SELECT hash('phone', phone), id FROM clean WHERE phone IS NOT NULL AND sorted_name IS NOT NULL
UNION ALL SELECT hash('address', address), id FROM clean WHERE address IS NOT NULL AND sorted_name IS NOT NULL
UNION ALL SELECT hash('start', left(name, 6), area), id FROM clean WHERE name IS NOT NULL AND area IS NOT NULL
UNION ALL SELECT hash('rare', rare_word, city), id FROM standard WHERE rare_word IS NOT NULL AND city IS NOT NULL
UNION ALL SELECT hash('domain', domain, left(sorted_name, 4)), id FROM clean
  WHERE domain IS NOT NULL AND sorted_name IS NOT NULL
UNION ALL SELECT hash('house', street, number, coalesce(city, '')), id FROM clean
  WHERE street IS NOT NULL AND number IS NOT NULL AND sorted_name IS NOT NULL;

CREATE OR REPLACE TEMP TABLE together AS
SELECT block, array_agg(id) AS ids, count(*) AS cards FROM key GROUP BY block HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE split AS
SELECT block, array_agg(id) AS ids, count(*) AS cards
FROM (
  SELECT unnest(list_value(hash(block, initials), hash(block, area))) AS block, big.id AS id
  FROM (SELECT block, unnest(ids) AS id FROM together WHERE cards > $most) AS big
  JOIN (SELECT id, left(coalesce(sorted_name, ''), 3) AS initials, area FROM clean) AS card ON card.id = big.id) AS part
GROUP BY block HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE crowd AS
SELECT one, unnest(after) AS other
FROM (
  SELECT many.id AS one, list_value(lead(many.id, 1) OVER line, lead(many.id, 2) OVER line) AS after
  FROM (SELECT block, unnest(ids) AS id FROM split WHERE cards > 4 * $most) AS many
  JOIN (SELECT id, sorted_name FROM clean) AS card ON card.id = many.id
  WINDOW line AS (PARTITION BY block ORDER BY sorted_name, many.id)) AS side;

CREATE OR REPLACE TEMP TABLE candidate AS
SELECT DISTINCT one, other
FROM (
  SELECT one, unnest(ids) AS other
  FROM (
    SELECT unnest(ids) AS one, ids
    FROM (
      SELECT ids FROM together WHERE cards <= $most
      UNION ALL SELECT ids FROM split WHERE cards <= 4 * $most) AS block) AS side
  UNION ALL SELECT least(one, other), greatest(one, other) FROM crowd WHERE other IS NOT NULL) AS pair
WHERE one < other;
