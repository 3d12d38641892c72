-- Finds a place among live jobs; the table, conditions and order are added from the fragments.
select id
