-- Removes messages, no matter which receiver holds them now.
delete from {t}agent_message where seq in (select sent.seq from openjson(@places) with (seq bigint '$') sent);
