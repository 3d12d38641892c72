-- Whether the definition of a job is none of those excluded.
not in (select asked.definition_id {exact} from openjson(@excluded) with (definition_id nvarchar(200) '$') asked)
