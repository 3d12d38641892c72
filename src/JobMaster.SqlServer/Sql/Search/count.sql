-- Counts jobs up to a limit; the table and conditions are added from the fragments.
select count(*) from (select top (@limit) 1 as found
