-- Whether the definition of a job is one of those sent.
in (select asked.definition_id {exact} from openjson(@definitions) with (definition_id nvarchar(200) '$') asked)
