using System.Data;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using JobMaster.Sql;
using Microsoft.Data.SqlClient;

namespace JobMaster.SqlServer.Tests.Sent;

/// <summary>
/// Writes down what a store sends, and gives the answers that a test has laid ready. Ids are numbered as they first appear, because
/// many are new each time.
/// </summary>
internal sealed partial class SentRecord(SqlStatements statements)
{
    /// <summary>How a difference that is meant gets into the committed records.</summary>
    public const string HowToAccept =
        "If that is meant, run JOBMASTER_ACCEPT_SENT=1 dotnet test tests/JobMaster.SqlServer.Tests --filter Sent and review the change.";

    private readonly SentNames _names = new(statements);
    private readonly StringBuilder _written = new();
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Func<Answer>>> _ready = new(StringComparer.Ordinal);

    /// <summary>Whether the committed record is written anew before it is compared.</summary>
    public static bool IsToBeAccepted => Environment.GetEnvironmentVariable("JOBMASTER_ACCEPT_SENT") == "1";

    /// <summary>Lays ready the rows that the statement answers its next run.</summary>
    public void Rows(string statement, params object?[][] rows) => Ready(statement, () => new Answer(rows));

    /// <summary>Lays ready how many rows the next run of the statement changes.</summary>
    public void Changes(string statement, int changed) => Ready(statement, () => new Answer([], changed));

    /// <summary>Lays ready the error of the server that the next run of the statement meets.</summary>
    public void Error(string statement, int number) => Ready(statement, () => throw SqlErrors.Of(number));

    /// <summary>Writes down a call, and what is sent until it is over.</summary>
    public async Task CallAsync(string call, Func<Task> run)
    {
        _ids.Clear();
        Line($"{(_written.Length == 0 ? "" : "\n")}== {call}");
        await run();
        _ready.Where(answers => answers.Value.Count > 0).Select(answers => answers.Key).ShouldBeEmpty($"{call}: not asked for");
    }

    public void Line(string line) => _written.Append(line).Append('\n');

    /// <summary>Writes down one statement with its parameters, and answers it.</summary>
    public Answer Send(string text, IReadOnlyList<SqlParameter> parameters, int timeout)
    {
        string name = _names.Of(text);
        string first = name.Split(' ')[0];
        Check(first, text, parameters);
        Line(timeout == new SqlCommand().CommandTimeout ? name : $"{name} within {timeout} s");
        foreach (var parameter in parameters)
        {
            Line($"  {parameter.ParameterName} {TypeOf(parameter)} = {ValueOf(parameter)}");
        }

        return _ready.TryGetValue(first, out var answers) && answers.TryDequeue(out var answer) ? answer() : Answer.Usual;
    }

    /// <summary>Compares the record with the one committed under this name.</summary>
    public void ShouldBe(string name)
    {
        string file = Path.Combine(ThisDirectory(), name + ".txt");
        if (IsToBeAccepted)
        {
            File.WriteAllText(file, _written.ToString());
        }

        File.Exists(file).ShouldBeTrue($"{file} does not exist. {HowToAccept}");
        _written.ToString().ShouldBe(
            File.ReadAllText(file).ReplaceLineEndings("\n"), $"Something else is sent than Sent/{name}.txt says. {HowToAccept}");
    }

    /// <summary>The directory of the committed records.</summary>
    public static string ThisDirectory([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    /// <summary>
    /// The server refuses a text that uses a parameter which was not sent, and converts one of another type than it meets.
    /// </summary>
    private static void Check(string statement, string text, IReadOnlyList<SqlParameter> parameters)
    {
        var sent = parameters.Select(parameter => parameter.ParameterName[1..]).ToList();
        Statements.ParametersOf(text).Select(parameter => parameter[1..]).Except(sent).ShouldBeEmpty($"{statement} lacks parameters");
        foreach (var parameter in parameters)
        {
            string name = parameter.ParameterName[1..];
            string type = TypeOf(parameter);
            string expected = ParameterTypes.Of(statement, name);
            (type == expected || (expected == "nvarchar(4000)" && type == "nvarchar(max)")).ShouldBeTrue(
                $"{statement} sends {name} as {type}, but it is a {expected}");
        }
    }

    private static string TypeOf(SqlParameter parameter) => parameter.SqlDbType switch
    {
        SqlDbType.NVarChar => parameter.Size == -1 ? "nvarchar(max)" : $"nvarchar({parameter.Size})",
        SqlDbType.Binary => $"binary({parameter.Size})",
        SqlDbType.VarBinary => "varbinary(max)",
        SqlDbType.DateTime2 => "datetime2(7)",
        var other => other.ToString().ToLowerInvariant(),
    };

    private string ValueOf(SqlParameter parameter) => parameter.Value switch
    {
        _ when parameter.ParameterName == "@token" => "a new number",
        DBNull => "null",
        byte[] { Length: 16 } id when parameter.SqlDbType == SqlDbType.Binary => Id(Convert.ToHexStringLower(id)),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        string text => Ids().Replace(text, id => Id(id.Value.Replace("-", "", StringComparison.Ordinal))),
        var number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    private string Id(string digits)
    {
        _ids.TryAdd(digits, _ids.Count + 1);
        return $"<{_ids[digits]}>";
    }

    private void Ready(string statement, Func<Answer> answer)
    {
        if (!_ready.TryGetValue(statement, out var answers))
        {
            _ready.Add(statement, answers = new Queue<Func<Answer>>());
        }

        answers.Enqueue(answer);
    }

    [GeneratedRegex(
        "(?<![0-9a-f])(?:[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![0-9a-f])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Ids();
}
