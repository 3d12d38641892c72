-- Reads what tells this agent from any other.
select identity from {t}agent;
