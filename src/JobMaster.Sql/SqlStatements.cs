using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace JobMaster.Sql;

/// <summary>
/// The statements of one store: shared ones from this assembly's <c>Sql</c> folder, and the provider's own, which replace shared ones of
/// the same name. <see cref="SqlMacros"/> describes what they may contain besides SQL and parameters.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlStatements
{
    private const string MigrationFolder = "Migrations/";
    private const string AgentFolder = "Agent/";
    private const string MacroFolder = "Macros/";
    private readonly Dictionary<string, SqlStatement> statements = new(StringComparer.Ordinal);
    /// <summary>A limit, because conditions have too many combinations to keep all.</summary>
    private const int MostComposed = 1000;

    private readonly ConcurrentDictionary<string, SqlStatement> composed = new(StringComparer.Ordinal);
    private readonly string table;

    /// <summary>Reads the statements.</summary>
    /// <param name="assembly">
    /// The provider's assembly; its <c>Sql/**.sql</c> files are embedded under their path, as <c>Sql/claim_jobs.sql</c>.
    /// </param>
    /// <param name="schema">The schema to qualify tables with, or null for none.</param>
    /// <param name="prefix">The beginning of every table's name; may be empty.</param>
    /// <param name="forAgent">
    /// Whether they belong to an agent: then those of the folder <c>Agent</c> replace others of the same name, and only
    /// its migrations apply.
    /// </param>
    /// <exception cref="JobMasterConfigurationException">The schema or the prefix is not a valid name.</exception>
    /// <exception cref="InvalidOperationException">A statement names a macro that does not exist.</exception>
    public SqlStatements(Assembly assembly, string? schema, string prefix, bool forAgent = false)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        ArgumentNullException.ThrowIfNull(prefix);
        string name = prefix.Length == 0 ? "" : SqlName.Validated(prefix, "table prefix");
        Place = schema is null ? $"with prefix '{name}'" : $"with prefix '{name}' in schema '{schema}'";
        table = schema is null ? name : SqlName.Validated(schema, "schema") + "." + name;
        var files = ReadFiles(typeof(SqlStatements).Assembly, assembly);
        var macros = new SqlMacros(
            files.Where(file => file.Key.StartsWith(MacroFolder, StringComparison.Ordinal))
                .ToDictionary(file => file.Key[MacroFolder.Length..], file => file.Value, StringComparer.Ordinal),
            table,
            name,
            schema);
        foreach (var (key, text) in Select(files, forAgent))
        {
            statements[key] = new SqlStatement(key, macros.Expand(key, text));
        }
    }

    /// <summary>The statement of this name.</summary>
    /// <param name="name">The file's name without extension.</param>
    /// <exception cref="InvalidOperationException">The provider has no such file.</exception>
    public SqlStatement this[string name] =>
        statements.TryGetValue(name, out var statement)
            ? statement
            : throw new InvalidOperationException($"The provider has no statement '{name}': add Sql/{name}.sql.");

    /// <summary>Distinguishes these tables from others in the same database, for messages.</summary>
    public string Place { get; }

    /// <summary>The names of all statements except migrations.</summary>
    public IEnumerable<string> Names => statements.Keys.Where(name => !name.StartsWith(MigrationFolder, StringComparison.Ordinal));

    /// <summary>The migrations, oldest first: files named <c>0001_initial.sql</c>.</summary>
    public IReadOnlyList<SqlStatement> Migrations =>
    [
        .. statements.Values.Where(statement => statement.Name.StartsWith(MigrationFolder, StringComparison.Ordinal))
            .OrderBy(statement => statement.Name, StringComparer.Ordinal),
    ];

    /// <summary>A statement made from a base and fragments, each from its own file, in order; composed once.</summary>
    /// <param name="names">The names of the base and the fragments.</param>
    public SqlStatement Compose(params ReadOnlySpan<string> names)
    {
        string key = string.Join('+', names);
        if (composed.TryGetValue(key, out var statement))
        {
            return statement;
        }

        string[] texts = new string[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            texts[i] = this[names[i]].Text;
        }

        var made = new SqlStatement(key, string.Concat(texts));
        return composed.Count < MostComposed ? composed.GetOrAdd(key, made) : made;
    }

    /// <summary>A statement whose target, <c>{final}</c>, is one of the tables of final jobs.</summary>
    /// <param name="name">The file's name without extension.</param>
    /// <param name="final">The table's bare name, as <c>job_history</c>.</param>
    public SqlStatement Into(string name, string final) => composed.GetOrAdd(
        $"{name} into {final}",
        static (key, at) => new SqlStatement(key, at.Text.Replace(SqlMacros.Final, at.Table, StringComparison.Ordinal)),
        (this[name].Text, Table: table + final));

    /// <summary>The files of all assemblies by path; files of later assemblies replace those of earlier ones.</summary>
    private static Dictionary<string, string> ReadFiles(params ReadOnlySpan<Assembly> assemblies)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var assembly in assemblies)
        {
            foreach (string resource in assembly.GetManifestResourceNames())
            {
                if (resource.StartsWith("Sql/", StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal))
                {
                    using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                    files[resource[4..^4].Replace('\\', '/')] = reader.ReadToEnd();
                }
            }
        }

        return files;
    }

    /// <summary>The files that are statements of a master or of an agent, by name.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Select(Dictionary<string, string> files, bool forAgent)
    {
        foreach (var (path, text) in files)
        {
            bool isAgents = path.StartsWith(AgentFolder, StringComparison.Ordinal);
            bool isReplaced = forAgent
                && (files.ContainsKey(AgentFolder + path) || path.StartsWith(MigrationFolder, StringComparison.Ordinal));
            if (!path.StartsWith(MacroFolder, StringComparison.Ordinal) && (isAgents ? forAgent : !isReplaced))
            {
                yield return new(isAgents ? path[AgentFolder.Length..] : path, text);
            }
        }
    }
}
