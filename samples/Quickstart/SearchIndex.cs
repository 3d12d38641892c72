using System.Data;
using Microsoft.Data.Sqlite;

namespace Quickstart;

/// <summary>Word to files, in an SQLite file of the sample's own.</summary>
internal sealed class SearchIndex
{
    private readonly string _connection;

    public SearchIndex(IHostEnvironment environment)
    {
        _connection = $"Data Source={Path.Combine(environment.ContentRootPath, "search.db")}";
        using var connection = Open();
        using var create = connection.CreateCommand();
        create.CommandText = "create table if not exists word (word text, file text, uses integer, primary key (word, file)) without rowid";
        create.ExecuteNonQuery();
    }

    /// <summary>Makes these the words of the file, in one transaction: an attempt that dies half way leaves no trace.</summary>
    public void Replace(string file, IEnumerable<KeyValuePair<string, int>> uses)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        Run("delete from word where file = $file", file);
        foreach (var (word, count) in uses)
        {
            Run("insert into word (word, file, uses) values ($word, $file, $uses)", file, word, count);
        }

        transaction.Commit();
        void Run(string sql, string file, string word = "", int uses = 0)
        {
            using var command = new SqliteCommand(sql, connection,
                transaction)
            { Parameters = { new("$file", file), new("$word", word), new("$uses", uses) } };
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The files that hold the word, those that use it most first.</summary>
    public IReadOnlyDictionary<string, long> Search(string word) =>
        Read("select file, uses from word where word = $word order by uses desc, file", word.ToLowerInvariant()).ToDictionary();

    public long CountWords() => Read("select '', coalesce(sum(uses), 0) from word", "").Single().Value;

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connection);
        connection.Open();
        return connection;
    }

    private List<KeyValuePair<string, long>> Read(string sql, string word)
    {
        using var connection = Open();
        using var command = new SqliteCommand(sql, connection) { Parameters = { new("$word", word) } };
        using var rows = command.ExecuteReader();
        return [.. rows.Cast<IDataRecord>().Select(row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)))];
    }
}
