-- Contact cards in one way of writing. Table card (id, administration and texts as people typed them) becomes
-- table clean: identifiers in the right field and checked, names in words without legal form, addresses in parts.
-- What cannot be right is null, so that it counts for nothing. The card itself is not changed.

CREATE OR REPLACE TEMP MACRO letters_and_digits(t) AS regexp_replace(upper(coalesce(t, '')), '[^A-Z0-9]', '', 'g');

CREATE OR REPLACE TEMP MACRO plain(t) AS lower(strip_accents(trim(coalesce(t, ''))));

-- The remainder of a long number by 97, taken in pieces that fit a BIGINT.
CREATE OR REPLACE TEMP MACRO by97_first(d) AS (substr(d, 1, 17) || '')::BIGINT % 97;
CREATE OR REPLACE TEMP MACRO by97_next(r, d, start) AS (r::VARCHAR || substr(d, start, 15))::BIGINT % 97;
CREATE OR REPLACE TEMP MACRO by97(d) AS
  by97_next(by97_next(by97_next(by97_first(d), d, 18), d, 33), d, 48);

-- A letter counts as two digits, A being 10 (ISO 7064).
CREATE OR REPLACE TEMP MACRO all_digits(t) AS array_to_string(list_transform(string_split(t, ''),
  lambda c: CASE WHEN c >= 'A' THEN (ord(c) - 55)::VARCHAR ELSE c END), '');

CREATE OR REPLACE TEMP MACRO letter(t, place) AS ord(substr(t, place, 1)) - 55;

-- What an account leaves by 97 (ISO 13616). Nearly all are Dutch (NL, 2 digits, 4 letters, 10 digits); with those
-- taken as numbers it is a third of the work.
CREATE OR REPLACE TEMP MACRO account97(t) AS CASE WHEN regexp_full_match(t, 'NL\d{2}[A-Z]{4}\d{10}')
  THEN (((1000000 * letter(t, 5) + 10000 * letter(t, 6) + 100 * letter(t, 7) + letter(t, 8)) % 97 * 10000000000
        + substr(t, 9, 10)::BIGINT) % 97 * 1000000 + 232100 + substr(t, 3, 2)::BIGINT) % 97
  ELSE by97(all_digits(t[5:] || t[:4])) END;

-- The eleven test of a Dutch legal person's tax number (RSIN), the nine digits within its VAT number.
CREATE OR REPLACE TEMP MACRO eleven(n) AS (
  9 * (n // 100000000) + 8 * (n // 10000000 % 10) + 7 * (n // 1000000 % 10) + 6 * (n // 100000 % 10)
  + 5 * (n // 10000 % 10) + 4 * (n // 1000 % 10) + 3 * (n // 100 % 10) + 2 * (n // 10 % 10) - n % 10) % 11 = 0;

-- An address on two lines is one on one line, with a comma.
CREATE OR REPLACE TEMP MACRO one_line(t) AS
  CASE WHEN contains(t, chr(10)) THEN regexp_replace(t, '\s*\n\s*', ', ', 'g') ELSE t END;

-- Whether postcode and town are in the address, after a comma.
CREATE OR REPLACE TEMP MACRO with_town(address) AS
  contains(address, ',') AND regexp_matches(address, ',\s*\d{4} ?[a-z]{2}\s');

-- Where the number comes first (English, French) a street is what comes before "street" or its like, without
-- the direction.
CREATE OR REPLACE TEMP MACRO named_street(t) AS regexp_replace(regexp_replace(
  regexp_extract(t, '^\d+ +(.*?)(,.*| (street|str?|sts|avenue|ave?|boulevard|blvd?|road|rd|drive|dr|place|pl|lane|ln|court|ct|parkway|pkwy|highway|hwy|terrace|square|sq)\b.*)?$', 1),
  '^(north|south|east|west|[nsew])\.? +', ''), '[^a-z0-9]+', ' ', 'g');

-- Words that are written short, and those that say nothing.
CREATE OR REPLACE TEMP MACRO in_full(w) AS
  CASE WHEN w = 'gebr' THEN 'gebroeders' WHEN w = 'fa' THEN 'firma' WHEN w IN ('en', 'the', 'and') THEN '' ELSE w END;

-- Step by step, in one statement: of views on views each is worked out anew.
CREATE OR REPLACE TEMP TABLE clean AS WITH
typed AS NOT MATERIALIZED (
SELECT id, administration, plain(name) AS name,
  letters_and_digits(vat) AS vat,
  regexp_replace(letters_and_digits(kvk), '^(KVK|NVT)', '') AS kvk,
  lower(trim(coalesce(email, ''))) AS mail, trim(coalesce(phone, '')) AS phone,
  plain(one_line(address)) AS address, letters_and_digits(postcode) AS postcode, plain(city) AS city,
  letters_and_digits(iban) AS iban
FROM card),

-- People type a number in the field beside it.
placed AS NOT MATERIALIZED (
SELECT id, administration, name,
  CASE WHEN kvk = '' AND regexp_full_match(vat, '\d{7,8}|\d{20}') THEN ''
       WHEN vat = '' AND regexp_full_match(kvk, '(NL)?\d{9}B\d{2}') THEN kvk ELSE vat END AS vat,
  CASE WHEN kvk = '' AND regexp_full_match(vat, '\d{7,8}|\d{20}') THEN vat
       WHEN vat = '' AND regexp_full_match(kvk, '(NL)?\d{9}B\d{2}') THEN '' ELSE kvk END AS kvk,
  CASE WHEN mail = '' AND phone LIKE '%@%' THEN lower(phone) ELSE mail END AS mail,
  CASE WHEN phone = '' AND mail NOT LIKE '%@%' THEN mail WHEN phone LIKE '%@%' THEN '' ELSE phone END AS phone,
  CASE WHEN with_town(address) THEN trim(split_part(address, ',', 1))
       WHEN NOT regexp_matches(address, '\d') AND regexp_matches(city, '\d') THEN city ELSE address END AS address,
  CASE WHEN postcode = '' AND with_town(address)
       THEN letters_and_digits(regexp_extract(address, ',\s*(\d{4} ?[a-z]{2})\s', 1)) ELSE postcode END AS postcode,
  CASE WHEN (postcode = '' OR city = '') AND with_town(address)
       THEN regexp_extract(address, ',\s*\d{4} ?[a-z]{2}\s+(.*)$', 1)
       WHEN NOT regexp_matches(address, '\d') AND regexp_matches(city, '\d') THEN address ELSE city END AS city,
  iban
FROM typed),

shaped AS NOT MATERIALIZED (
SELECT id, administration, name,
  CASE WHEN regexp_full_match(vat, '\d{9}B\d{2}') THEN 'NL' || vat WHEN length(vat) < 8 THEN NULL ELSE vat END AS vat,
  CASE WHEN regexp_full_match(kvk, '\d{12,20}') THEN kvk[:8]
       WHEN regexp_full_match(kvk, '\d{7}') THEN '0' || kvk
       WHEN length(kvk) < 5 OR NOT regexp_matches(kvk, '\d') THEN NULL ELSE kvk END AS kvk,
  nullif(regexp_extract(mail, '[^@\s;,<>]+@[^@\s;,<>]+\.[a-z.]+'), '') AS mail,
  regexp_replace(replace(phone, '(0)', ''), '\D', '', 'g') AS digits,
  regexp_matches(phone, '^(\+|00)') AS abroad,
  address, postcode,
  trim(regexp_replace(regexp_replace(city, '[^a-z ]', ' ', 'g'), '\b(nl|gem)\b|\s+', ' ', 'g')) AS city,
  CASE WHEN regexp_full_match(iban, '[A-Z]{2}\d{2}[A-Z0-9]{11,30}') THEN iban END AS iban
FROM placed),

identified AS NOT MATERIALIZED (
SELECT id, administration, name, address, postcode, vat,
  CASE WHEN kvk IN ('12345678', '87654321', '01234567') OR replace(kvk, kvk[1], '') = '' THEN NULL
       ELSE kvk END AS kvk,
  CASE WHEN NOT regexp_full_match(vat, 'NL\d{9}B\d{2}') THEN NULL
       WHEN ('2321' || substr(vat, 3, 9) || '11' || substr(vat, 13, 2))::BIGINT % 97 = 1 THEN 'sole'
       WHEN eleven(substr(vat, 3, 9)::INT) THEN 'legal' END AS vat_type,
  CASE WHEN regexp_matches(mail, '^(onbekend|geen|noreply|no-reply|nvt|test|x)@') THEN NULL ELSE mail END AS mail,
  CASE WHEN NOT abroad AND digits LIKE '0%' THEN '31' || digits[2:]
       WHEN abroad THEN regexp_replace(digits, '^00', '') ELSE digits END AS phone,
  CASE WHEN account97(iban) = 1 THEN iban END AS iban,
  coalesce(city_name.known, nullif(shaped.city, '')) AS city
FROM shaped LEFT JOIN city_name ON city_name.written = shaped.city),

addressed AS NOT MATERIALIZED (
SELECT * EXCLUDE (address),
  CASE WHEN regexp_matches(address, '^\d+ +[a-z]') THEN trim(named_street(address))
       ELSE trim(regexp_replace(regexp_replace(
         regexp_replace(address, '( +\d+\s*[- /]?\s*[a-z0-9.]*)?\s*$', ''), '[^a-z0-9. ]', ' ', 'g'),
         '\s+', ' ', 'g')) END AS written_street,
  CASE WHEN regexp_matches(address, '^\d+ +[a-z]') THEN regexp_extract(address, '^\d+')
       ELSE nullif(regexp_extract(address, ' (\d+)\s*[- /]?\s*[a-z0-9.]*\s*$', 1), '') END AS number
FROM identified),

housed AS NOT MATERIALIZED (
SELECT * EXCLUDE (shortened, first_word, short_word, full_word),
  nullif(trim(regexp_replace(coalesce(title.full_word || substr(shortened, length(first_word) + 1), shortened),
    '[. ]+', ' ', 'g')), '') AS street
FROM (
  SELECT * EXCLUDE (written_street), split_part(written_street, ' ', 1) AS first_word,
    regexp_replace(regexp_replace(regexp_replace(written_street,
      'str\.?$', 'straat'), 'ln\.$', 'laan'), 'pln\.?$', 'plein') AS shortened
  FROM addressed) AS streets
LEFT JOIN street_title AS title ON title.short_word = first_word),

-- A name without what is no name: marks of a bookkeeper, forms of address, the legal form (kept on its own).
named AS NOT MATERIALIZED (
SELECT * EXCLUDE (name),
  CASE WHEN regexp_matches(name, '\bb\.? ?v\.?(\s|$|\))') THEN 'bv'
       WHEN regexp_matches(name, '\bn\.? ?v\.?(\s|$)') THEN 'nv'
       WHEN regexp_matches(name, '\bv\.? ?o\.? ?f\.?(\s|$)') THEN 'vof'
       WHEN regexp_matches(name, '\bc\.? ?v\.?(\s|$)') THEN 'cv'
       WHEN regexp_matches(name, '\bstichting\b') THEN 'stichting'
       WHEN regexp_matches(name, '\b(vereniging|vve)\b') THEN 'vereniging'
       WHEN regexp_matches(name, '\b(gmbh|bvba|srl|sarl|sas|ltd|ag|inc|llc)\b') THEN 'foreign'
       WHEN regexp_matches(name, '^(dhr|de heer)\b') THEN 'mister'
       WHEN regexp_matches(name, '^(mevr|mevrouw|mw)\b') THEN 'madam'
       WHEN regexp_matches(name, '^fam') THEN 'family' END AS form,
  regexp_replace(regexp_replace(regexp_replace(name,
    '\*\*.*?\*\*|\((oud|nieuw|dubbel)\)|^oud |^zzz |\bt\.a\.v\..*$|\bafd\..*$| - \w+$| 2$', ' ', 'g'),
    '^\s*(dhr\.?|mevr\.?|mevrouw|mw\.?|de heer|fam\.?|familie) ', ''),
    '\b(b\.? ?v\.?|n\.? ?v\.?|v\.? ?o\.? ?f\.?|c\.? ?v\.?|bvba|srl|gmbh( & co\.? kg)?|ag|sarl|sas|ltd\.?|inc\.?|llc)(\s|$|\))',
    ' ', 'g') AS bare
FROM housed),

-- Words: dotted initials become one word (j.p. -> jp), dots inside stay (aann.bedr), they tell an abbreviation.
worded AS NOT MATERIALIZED (
SELECT * EXCLUDE (bare),
  list_filter(list_transform(
    string_split(regexp_replace(replace(bare, chr(39), ''), '[^a-z0-9.]+', ' ', 'g'), ' '),
    lambda w: CASE WHEN NOT contains(w, '.') THEN in_full(w)
      WHEN regexp_full_match(w, '([a-z]\.)+[a-z]?') THEN replace(w, '.', '') ELSE in_full(trim(w, '.')) END),
    lambda w: w <> '')[:12] AS words
FROM named),

spelled AS NOT MATERIALIZED (
SELECT *, array_to_string(words, ' ') AS spelling, array_to_string(list_sort(words), ' ') AS sorted_spelling,
  split_part(mail, '@', 2) AS written_domain
FROM worded)

SELECT c.id, c.administration,
  CASE WHEN nobody.name IS NULL AND spelling <> '' THEN spelling END AS name,
  CASE WHEN nobody.name IS NULL AND spelling <> '' THEN sorted_spelling END AS sorted_name,
  form,
  CASE WHEN form IN ('bv', 'nv', 'vof') THEN form WHEN vat_type = 'sole' THEN 'sole' END AS sort,
  CASE WHEN contains(' ' || spelling || ' ', ' ' || city || ' ') THEN city END AS named_town,
  kvk, vat, vat_type, iban, mail,
  CASE WHEN free.domain IS NULL THEN written_domain END AS domain,
  CASE WHEN length(phone) >= 7 AND regexp_matches(ltrim(phone, '310'), '[1-9].*[0-9]') THEN phone END AS phone,
  nullif(postcode, '') AS postcode, left(nullif(postcode, ''), 4) AS area,
  street, number, city,
  nullif(postcode, '') || '|' || number AS address
FROM spelled AS c
LEFT JOIN nobody ON nobody.name = spelling
LEFT JOIN free_mail AS free ON free.domain = written_domain;
