-- The pairs of neighbouring characters of a text, in small letters and the usual spelling (ground.lifecycle.names.usual):
-- '招标办' → {招标,标办}. Two passes of the regular expression, from the first and from the second character, are several
-- times quicker than cutting the text pair by pair; few texts have anything to be spelt otherwise.
CREATE OR REPLACE FUNCTION search_pairs(t text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
-- Some twenty microseconds a row; the planner should know, and compare the text itself first.
COST 1000 AS $$
    SELECT coalesce(array_agg(found[1]), '{}')
    FROM (
        SELECT lower(CASE WHEN t !~ '[０-９Ａ-Ｚａ-ｚ•‧∙⋅・ᐧ⸱\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]'
            THEN t ELSE translate(
                regexp_replace(
                    t, '[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+', '', 'g'),
                '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ•‧∙⋅・ᐧ⸱',
                '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz·······') END) AS u
    ) AS usual
    CROSS JOIN LATERAL (
        SELECT regexp_matches(u, '..', 'g') AS found
        UNION ALL
        SELECT regexp_matches(substr(u, 2), '..', 'g')
    ) AS pairs
$$;
