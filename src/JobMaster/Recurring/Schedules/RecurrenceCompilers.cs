using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace JobMaster.Recurring;

/// <summary>The recurrence languages of one cluster: the built-in ones and the app's own. Expressions are compiled once.</summary>
internal sealed class RecurrenceCompilers
{
    private const int KeptExpressions = 20_000;

    private readonly Dictionary<string, IRecurrenceExprCompiler> _byTypeId = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<(string TypeId, string Expression), IRecurrenceCompiledExpr> _compiled = new();

    /// <param name="added">The app's own languages, which may replace built-in ones.</param>
    /// <param name="zone">The zone of expressions that name none.</param>
    public RecurrenceCompilers(IEnumerable<IRecurrenceExprCompiler> added, TimeZoneInfo zone)
    {
        Zone = zone;
        foreach (var compiler in RecurrenceExprCompiler.BuiltIn.Concat(added))
        {
            _byTypeId[compiler.TypeId] = compiler;
        }
    }

    /// <summary>The cluster's zone.</summary>
    public TimeZoneInfo Zone { get; }

    public bool TryCompile(
        string typeId, string expression, [NotNullWhen(true)] out IRecurrenceCompiledExpr? compiled, out IReadOnlyList<string> errors)
    {
        errors = [];
        if (_compiled.TryGetValue((typeId, expression), out compiled))
        {
            return true;
        }

        if (!_byTypeId.TryGetValue(typeId, out var compiler))
        {
            errors = [
                $"Recurrence type '{typeId}' is not known; known: {string.Join(", ", _byTypeId.Keys.Select(known => $"'{known}'"))}. " +
                "Register its IRecurrenceExprCompiler with the services of every app of the cluster."];
            return false;
        }

        if (!compiler.TryCompile(expression, out compiled, out errors))
        {
            return false;
        }

        if (_compiled.Count >= KeptExpressions)
        {
            _compiled.Clear();
        }

        _compiled.TryAdd((typeId, expression), compiled);
        return true;
    }

    /// <exception cref="JobRejectedException">The language is unknown or the expression is not valid.</exception>
    public IRecurrenceCompiledExpr Compile(string typeId, string expression) =>
        TryCompile(typeId, expression, out var compiled, out var errors)
            ? compiled
            : throw new JobRejectedException(string.Join(' ', errors));

    /// <exception cref="JobRejectedException">This machine does not know the zone.</exception>
    public TimeZoneInfo ZoneOf(string? zoneId) => zoneId is null ? Zone
        : ZoneIds.IanaOf(zoneId) is { } iana
            ? throw new JobRejectedException($"Time zone '{zoneId}' is a Windows id, which other machines may not know. Write '{iana}'.")
        : ZoneIds.TryFind(zoneId, out var zone)
        ? zone
        : throw new JobRejectedException($"Time zone '{zoneId}' is not known to this machine. Use an IANA id such as 'Europe/Berlin'.");
}
