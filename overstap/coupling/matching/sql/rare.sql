-- The rarest word of each name: what somebody would search for. Table clean becomes view standard. Table known_word
-- counts the words of cards seen before. Written so that Spark reads it too (spark.py has the few words that differ).

CREATE OR REPLACE TEMP TABLE word AS
SELECT sorted_name, unnest(string_split(sorted_name, ' ')) AS word
FROM (SELECT DISTINCT sorted_name FROM clean WHERE sorted_name IS NOT NULL) AS names;

CREATE OR REPLACE TEMP TABLE often AS
SELECT word, sum(times)::BIGINT AS times
FROM (SELECT word, count(*) AS times FROM word GROUP BY word UNION ALL SELECT word, times FROM known_word) AS counted
GROUP BY word;

CREATE OR REPLACE TEMP TABLE rare AS
SELECT sorted_name, arg_min(word, (times, -length(word), word)) AS rare_word
FROM word JOIN often USING (word) GROUP BY sorted_name;

CREATE OR REPLACE TEMP VIEW standard AS
SELECT clean.*, rare.rare_word FROM clean LEFT JOIN rare ON rare.sorted_name = clean.sorted_name;
