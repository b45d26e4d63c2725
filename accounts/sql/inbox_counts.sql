-- How many rows wait of each kind, and how many of them late.
SELECT kind, count(*), count(*) FILTER (WHERE due < (SELECT today FROM asked)) FROM waits GROUP BY kind
