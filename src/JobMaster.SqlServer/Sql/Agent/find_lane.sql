-- Checks whether a lane has messages.
select count(*) from (select top (1) 1 as found from {t}agent_message where lane = @lane) found;
