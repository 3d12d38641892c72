-- Whether the definition of a job is not excluded.
not in (select asked.definition_id {exact} from openjson(@excluded) with (definition_id nvarchar(200) '$') asked)
