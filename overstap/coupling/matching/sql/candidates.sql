-- Pairs worth comparing: cards that share a key. Table standard becomes table candidate (one, other: id, one < other).
-- A key that many cards share (an accountant's telephone, a factoring company's account) says little: such a block is
-- split by the first letters of the name and by the area, and left out where it is still too big. A card without a
-- name is compared on registered numbers only. Written so that Spark reads it too (spark.py has the few words that
-- differ).

CREATE OR REPLACE TEMP TABLE key AS
SELECT hash(value) AS block, id, initials, area
FROM (
  SELECT id, left(coalesce(sorted_name, ''), 3) AS initials, area, unnest(list_value(
    'kvk|' || kvk, 'vat|' || vat, 'iban|' || iban,
    CASE WHEN sorted_name IS NOT NULL THEN 'mail|' || mail END,
    CASE WHEN sorted_name IS NOT NULL THEN 'phone|' || phone END,
    'name|' || sorted_name,
    CASE WHEN sorted_name IS NOT NULL THEN 'address|' || address END,
    'start|' || left(name, 6) || '|' || area,
    'rare|' || rare_word || '|' || city,
    'domain|' || domain || '|' || left(sorted_name, 4),
    CASE WHEN sorted_name IS NOT NULL THEN 'house|' || street || '|' || number || '|' || coalesce(city, '') END)) AS value
  FROM standard) AS keys
WHERE value IS NOT NULL;

CREATE OR REPLACE TEMP TABLE size AS
SELECT block, count(*) AS cards FROM key GROUP BY block HAVING count(*) > 1;

CREATE OR REPLACE TEMP TABLE block AS
SELECT key.block AS block, key.id AS id FROM key JOIN size ON size.block = key.block WHERE cards <= $most
UNION ALL
SELECT unnest(list_value(hash(key.block, initials), hash(key.block, area))) AS block, key.id AS id
FROM key JOIN size ON size.block = key.block WHERE cards > $most;

CREATE OR REPLACE TEMP TABLE fitting AS
SELECT block FROM block GROUP BY block HAVING count(*) BETWEEN 2 AND 4 * $most;

CREATE OR REPLACE TEMP TABLE candidate AS
SELECT DISTINCT a.id AS one, b.id AS other
FROM fitting JOIN block AS a ON a.block = fitting.block JOIN block AS b ON b.block = a.block AND a.id < b.id;
