using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace JobMaster.Sql;

/// <summary>
/// The statements of one store, read from the <c>Sql</c> folder embedded in the provider's assembly. In each, <c>{t}</c> stands for what every
/// qualified table name starts with, <c>{n}</c> for what every bare index name starts with and <c>{s}</c> for the schema; everything else is a parameter.
/// </summary>
[Experimental("JM9001")]
public sealed class SqlStatements
{
    private const string MigrationFolder = "Migrations/";
    private const string AgentFolder = "Agent/";
    private readonly Dictionary<string, SqlStatement> statements = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SqlStatement> composed = new(StringComparer.Ordinal);

    /// <summary>Reads the statements.</summary>
    /// <param name="assembly">The provider's assembly; its <c>Sql/**.sql</c> files are embedded under their path, as <c>Sql/claim_jobs.sql</c>.</param>
    /// <param name="schema">The schema to qualify tables with, or null for none.</param>
    /// <param name="prefix">What every table's name starts with; may be empty.</param>
    /// <param name="forAgent">Whether they are an agent's: then those of the folder <c>Agent</c> go before the others of their name, and its migrations are the only ones.</param>
    public SqlStatements(Assembly assembly, string? schema, string prefix, bool forAgent = false)
        : this([assembly], schema, prefix, forAgent)
    {
    }

    /// <summary>Reads the statements of several assemblies; of those with one name the first counts. So a test can run the statements of another version.</summary>
    /// <param name="assemblies">The assemblies.</param>
    /// <param name="schema">The schema to qualify tables with, or null for none.</param>
    /// <param name="prefix">What every table's name starts with; may be empty.</param>
    /// <param name="forAgent">Whether they are an agent's.</param>
    public SqlStatements(IReadOnlyList<Assembly> assemblies, string? schema, string prefix, bool forAgent = false)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        ArgumentNullException.ThrowIfNull(prefix);
        string name = prefix.Length == 0 ? "" : SqlName.Validated(prefix, "table prefix");
        Place = schema is null ? $"with prefix '{name}'" : $"with prefix '{name}' in schema '{schema}'";
        string table = schema is null ? name : SqlName.Validated(schema, "schema") + "." + name;
        foreach (var (assembly, resource) in assemblies.SelectMany(assembly => assembly.GetManifestResourceNames().Select(resource => (assembly, resource))))
        {
            if (!resource.StartsWith("Sql/", StringComparison.Ordinal) || !resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                continue;
            }

            string key = resource[4..^4].Replace('\\', '/');
            bool isAgents = key.StartsWith(AgentFolder, StringComparison.Ordinal);
            if (isAgents ? !forAgent : forAgent && key.StartsWith(MigrationFolder, StringComparison.Ordinal))
            {
                continue;
            }

            key = isAgents ? key[AgentFolder.Length..] : key;
            if (!isAgents && statements.ContainsKey(key))
            {
                continue;
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            string text = reader.ReadToEnd().Replace("{t}", table, StringComparison.Ordinal).Replace("{n}", name, StringComparison.Ordinal)
                .Replace("{s}", schema ?? "", StringComparison.Ordinal);
            statements[key] = new SqlStatement(key, text);
        }
    }

    /// <summary>The statement of this name.</summary>
    /// <param name="name">The file's name without extension.</param>
    /// <exception cref="InvalidOperationException">The provider has no such file.</exception>
    public SqlStatement this[string name] =>
        statements.TryGetValue(name, out var statement)
            ? statement
            : throw new InvalidOperationException($"The provider has no statement '{name}': add Sql/{name}.sql.");

    /// <summary>What tells these tables from others in the same database, for messages.</summary>
    public string Place { get; }

    /// <summary>The names of all statements, migrations left out.</summary>
    public IEnumerable<string> Names => statements.Keys.Where(name => !name.StartsWith(MigrationFolder, StringComparison.Ordinal));

    /// <summary>A statement made of a base and fragments, each a file of its own, one after the other; composed once.</summary>
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

        return composed.GetOrAdd(key, new SqlStatement(key, string.Concat(texts)));
    }

    /// <summary>The migrations, oldest first: files named <c>0001_initial.sql</c>.</summary>
    public IReadOnlyList<SqlStatement> Migrations =>
        [.. statements.Values.Where(statement => statement.Name.StartsWith(MigrationFolder, StringComparison.Ordinal)).OrderBy(statement => statement.Name, StringComparer.Ordinal)];
}
