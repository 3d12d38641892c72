-- Holds the live jobs of an operation that no other transaction holds; conditions and order are added from the fragments.
select {changing_row} from {t}job where id {in_ids}
