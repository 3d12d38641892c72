-- Takes the turn to change sums until the transaction ends; no row while another node has it.
select id from {t}statistic_turn {free} where id = 1;
