-- Lists operations; conditions and order are added from the fragments.
select {operation_row}
from {t}operation operation
where 1 = 1
