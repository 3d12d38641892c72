-- Checks whether a lane has messages.
select count(*) from (select 1 from {t}agent_message where lane = @lane limit 1) found;
