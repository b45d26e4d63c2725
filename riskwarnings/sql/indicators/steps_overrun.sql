-- Steps of which too many cases took longer than their time limit, by the figures reported for the months of the window.
WITH steps AS (
    SELECT i.unit_id, st.id, st.name, i.name AS power, sum(r.handled) AS handled, sum(r.overrun) AS overrun
    FROM assessed a
    JOIN powers_poweritem i ON i.unit_id = a.unit_id
    JOIN powers_flow f ON f.power_item_id = i.id
    JOIN powers_step st ON st.flow_id = f.id
    JOIN warnings_steprun r ON r.step_id = st.id
    WHERE r.month > %(on)s::date - %(window)s - 31 AND r.month <= %(on)s
    GROUP BY i.unit_id, st.id, st.name, i.name
    HAVING sum(r.handled) >= %(least)s AND sum(r.overrun) * 100 >= sum(r.handled) * %(percent)s
)
SELECT unit_id, NULL::bigint AS post_id, NULL::bigint AS official_id, 'all' AS key, count(*) AS found,
       (jsonb_agg(jsonb_build_object('kind', 'step', 'id', id, 'text',
           power || ' · ' || name || '：' || overrun || '/' || handled) ORDER BY id)) AS grounds
FROM steps GROUP BY unit_id
