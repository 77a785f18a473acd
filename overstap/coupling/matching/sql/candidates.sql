-- Pairs worth comparing: cards that share a key. Table standard becomes table candidate (one, other: id, one < other).
-- A key that many cards share (an accountant's telephone, a factoring company's account) says little: such a block
-- is split by the first letters of the name, and left out where it is still too big. A card without a name is
-- compared on registered numbers only. Written so that Spark reads it too (spark.py has the few words that differ).

CREATE OR REPLACE TEMP TABLE key AS
SELECT hash(value) AS block, id, initials
FROM (
  SELECT id, left(coalesce(sorted_name, ''), 3) AS initials, unnest(list_value(
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

CREATE OR REPLACE TEMP TABLE block AS
SELECT CASE WHEN cards <= $most THEN block ELSE hash(block, initials) END AS block, id
FROM key JOIN (SELECT block, count(*) AS cards FROM key GROUP BY block HAVING count(*) > 1) AS sizes USING (block);

CREATE OR REPLACE TEMP TABLE fitting AS
SELECT block FROM block GROUP BY block HAVING count(*) BETWEEN 2 AND 4 * $most;

CREATE OR REPLACE TEMP TABLE candidate AS
SELECT DISTINCT a.id AS one, b.id AS other
FROM fitting JOIN block AS a ON a.block = fitting.block JOIN block AS b ON b.block = a.block AND a.id < b.id;
