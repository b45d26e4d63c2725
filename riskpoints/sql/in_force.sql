-- Which rows of riskpoints_riskpoint are points in force, and of which of them the review is over. Statuses are those of
-- riskpoints/choices.py.
--
-- Each is one expression, not strict and without settings, so that the planner writes it into the query in place of the
-- call and the indexes serve as if it were written out there; never NULL, so that it may be negated.

-- Registered, and not a revision: what a revision says counts in the point that it was merged into.
CREATE OR REPLACE FUNCTION point_in_force(status text, revises bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status = 'registered' AND revises IS NULL
$$;

-- In force, and the date of the next review lies before the day.
CREATE OR REPLACE FUNCTION point_review_passed(status text, revises bigint, review_on date, day date)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT point_in_force(status, revises) AND review_on IS NOT NULL AND review_on < day
$$;
