-- Removes messages, no matter which receiver holds them now.
delete from {t}agent_message where seq in (@places);
