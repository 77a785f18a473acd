"""Who sees the tables of the archive, and the search in it.

Words are looked up in an index of lexemes. Row-level security would keep PostgreSQL from using it: ``@@`` is not
leakproof, so every row's policy had to be asked first. The search is therefore a function that asks itself whether the
administration may be seen, and puts the ledger's number among the words, so that the index is entered with it.

What is a word is decided here, for texts and questions alike, not by a parser of PostgreSQL's: that makes "-0012" of
the end of "2025-0012". Letters lose their accents; every word is kept as it stands and as its Dutch stem.
"""

from django.db import migrations

WALLS = """
ALTER TABLE documents_archivesettings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON documents_archivesettings
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));

ALTER TABLE documents_shown ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON documents_shown
  USING (administration_id = ANY ((SELECT overstap_administrations())::bigint[]));

-- Who sees a card sees what was read in it; sealed views too, and of those no more than their own cards.
ALTER TABLE documents_read ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON documents_read FOR SELECT USING (EXISTS (
  SELECT 1 FROM documents_document d JOIN tenancy_administration a ON a.id = d.administration_id
  WHERE d.uid = documents_read.document_uid AND a.ledger_id = documents_read.ledger_id));
REVOKE INSERT, UPDATE, DELETE ON documents_read FROM overstap_app;
"""

WORDS = r"""
CREATE FUNCTION overstap_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT COALESCE(array_agg(DISTINCT left(word, 60)), '{}') FROM regexp_split_to_table(
    lower(regexp_replace(normalize(left(said, 100000), NFKD), '[\u0300-\u036f]', '', 'g')),
    '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f\u20a0-\u20cf\u2190-\u2bff\u3000-\u303f]+'
  ) AS word WHERE word <> ''
$$;

-- Dear: it is put to a row only where the index below cannot answer.
CREATE FUNCTION overstap_card_words(
  administration bigint, name text, sender text, relation text, entry text, note text
) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 SET search_path = public, pg_temp AS $$
  SELECT array_to_tsvector(
    overstap_words(concat_ws(' ', name, sender, relation, entry, note)) || ('administration ' || administration))
$$;

-- Every word has to be there, itself or as the beginning of another; NULL where nothing was asked.
CREATE FUNCTION overstap_question(typed text) RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = public, pg_temp AS $$
  SELECT string_agg('(''' || word || ''':*' || COALESCE(' | ''' || NULLIF(stem, word) || '''', '') || ')', ' & ')::tsquery
  FROM (SELECT word, (ts_lexize('dutch_stem', word))[1] AS stem
        FROM unnest(overstap_words(left(typed, 200))) AS word LIMIT 12) AS words
$$;

ALTER TABLE documents_read ADD COLUMN words tsvector NOT NULL DEFAULT '';
CREATE INDEX read_words ON documents_read USING gin (words) WITH (fastupdate = off);
CREATE INDEX document_words ON documents_document
  USING gin (overstap_card_words(administration_id, name, sender, relation_code, entry_number, note));
"""

KEEPING = """
CREATE FUNCTION overstap_keep_reading(
  ledger bigint, document uuid, outcome text, page_count integer, said text, picture text, noted jsonb
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE card documents_document; plain text[];
BEGIN
  IF current_setting('overstap.durable', true) IS DISTINCT FROM 'worker' THEN
    RAISE EXCEPTION 'only the worker keeps what it read' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT d.* INTO card FROM documents_document d JOIN tenancy_administration a ON a.id = d.administration_id
    WHERE d.uid = document AND a.ledger_id = ledger ORDER BY a.sealed_at DESC NULLS FIRST LIMIT 1;
  IF NOT FOUND THEN RETURN false; END IF;
  plain := overstap_words(concat_ws(' ', card.name, card.sender, said));
  INSERT INTO documents_read
    (ledger_id, document_uid, arrived_at, state, pages, text, preview, findings, words)
  VALUES (ledger, document, card.arrived_at, outcome, page_count, said, picture, noted, array_to_tsvector(
    plain || ('ledger ' || ledger)
    || ARRAY(SELECT stem FROM unnest(plain) AS word, unnest(ts_lexize('dutch_stem', word)) AS stem WHERE stem <> '')))
  ON CONFLICT (ledger_id, document_uid) DO UPDATE SET state = EXCLUDED.state, pages = EXCLUDED.pages,
    text = EXCLUDED.text, preview = EXCLUDED.preview, findings = EXCLUDED.findings, words = EXCLUDED.words;
  RETURN true;
END $$;
"""

# PostgreSQL takes any beginning of a word to be in half a percent of the texts. So it would look for a number that is
# in one of them by walking through all, newest first; and that is right only for words that are in many. The number of
# texts found decides which way is taken, not a guess.
SEARCH = """
CREATE FUNCTION overstap_find_documents(
  asked bigint, typed text, wanted_tag text, wanted_deleted boolean, only_mine boolean,
  before_at timestamptz, before_uid uuid, most integer
) RETURNS TABLE (document uuid) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
  few CONSTANT integer := 3000;
  question tsquery := overstap_question(typed);
  of_ledger bigint;
  in_text tsquery;
  texts uuid[];
BEGIN
  IF question IS NULL OR asked <> ALL (overstap_administrations()) THEN RETURN; END IF;
  SELECT ledger_id INTO of_ledger FROM tenancy_administration WHERE id = asked;
  in_text := ('''ledger ' || of_ledger || '''')::tsquery && question;
  texts := ARRAY(SELECT r.document_uid FROM documents_read r WHERE r.words @@ in_text LIMIT few + 1);
  IF cardinality(texts) > few THEN
    texts := ARRAY(
      SELECT r.document_uid FROM documents_read r
      JOIN documents_document d ON d.administration_id = asked AND d.uid = r.document_uid
      WHERE r.ledger_id = of_ledger AND r.words @@ in_text
        AND (before_at IS NULL OR (r.arrived_at, r.document_uid) < (before_at, before_uid))
        AND (wanted_tag IS NULL OR d.tag = wanted_tag) AND (d.deleted_at IS NOT NULL) = wanted_deleted
        AND (NOT only_mine OR EXISTS (SELECT 1 FROM documents_shown s WHERE s.administration_id = asked
                                      AND s.person_id = overstap_person() AND s.document_uid = d.uid))
      ORDER BY r.arrived_at DESC, r.document_uid DESC LIMIT most);
  END IF;
  RETURN QUERY SELECT both_ways.uid FROM (
    (SELECT d.uid, d.arrived_at FROM documents_document d
     WHERE d.administration_id = asked AND d.uid = ANY (texts)
       AND (before_at IS NULL OR (d.arrived_at, d.uid) < (before_at, before_uid))
       AND (wanted_tag IS NULL OR d.tag = wanted_tag) AND (d.deleted_at IS NOT NULL) = wanted_deleted
       AND (NOT only_mine OR EXISTS (SELECT 1 FROM documents_shown s WHERE s.administration_id = asked
                                     AND s.person_id = overstap_person() AND s.document_uid = d.uid))
     ORDER BY d.arrived_at DESC, d.uid DESC LIMIT most)
    UNION
    (SELECT d.uid, d.arrived_at FROM documents_document d
     WHERE overstap_card_words(d.administration_id, d.name, d.sender, d.relation_code, d.entry_number, d.note)
           @@ (('''administration ' || asked || '''')::tsquery && question) AND d.administration_id = asked
       AND (before_at IS NULL OR (d.arrived_at, d.uid) < (before_at, before_uid))
       AND (wanted_tag IS NULL OR d.tag = wanted_tag) AND (d.deleted_at IS NOT NULL) = wanted_deleted
       AND (NOT only_mine OR EXISTS (SELECT 1 FROM documents_shown s WHERE s.administration_id = asked
                                     AND s.person_id = overstap_person() AND s.document_uid = d.uid))
     ORDER BY d.arrived_at DESC, d.uid DESC LIMIT most)
  ) AS both_ways ORDER BY both_ways.arrived_at DESC, both_ways.uid DESC LIMIT most;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_archive"), ("tenancy", "0009_walls_asked_once")]
    operations = [migrations.RunSQL(text) for text in (WALLS, WORDS, KEEPING, SEARCH)]
