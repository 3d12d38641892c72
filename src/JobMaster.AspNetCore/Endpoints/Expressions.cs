using JobMaster.AspNetCore.Calls;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>Expressions of recurring schedules: <c>cron</c>, or <c>natural</c> for those in English.</summary>
internal static class Expressions
{
    /// <summary>The given expression; null for none.</summary>
    /// <param name="cron">The expression of cron.</param>
    /// <param name="natural">The expression in English.</param>
    /// <param name="refuse">Makes the problem, from the name of the member and the text.</param>
    /// <exception cref="ApiProblem">Both are given, or the expression is not valid; the second error has the position.</exception>
    public static Recurrence? Of(string? cron, string? natural, Func<string, string, ApiProblem> refuse)
    {
        if (cron is not null && natural is not null)
        {
            throw refuse("natural", "'cron' and 'natural' both say when the schedule recurs. Give one of them.");
        }

        Recurrence? given = cron is not null ? Recurrence.Cron(cron) : natural is not null ? Recurrence.Natural(natural) : null;
        if (given is { } recurrence
            && RecurrenceExprCompiler.FindProblems(recurrence.TypeId, recurrence.Expression) is [var first, ..] problems)
        {
            string member = cron is not null ? "cron" : "natural";
            throw refuse(member, ApiWords.Of(string.Join(' ', problems.Select(problem => problem.Text)))).AtPosition(first.Position);
        }

        return given;
    }

    /// <summary>What a reader of the expression may not expect, in the words of the API; null for none.</summary>
    public static string? NoteOf(string typeId, string expression)
    {
        var notes = RecurrenceExprCompiler.Compile(typeId, expression).Notes();
        return notes.Count == 0 ? null : ApiWords.Of(string.Join(' ', notes));
    }

    public static ApiProblem InBody(string member, string text) => ApiProblem.BadBody($"$.{member}", text);

    public static ApiProblem InQuery(string member, string text) => ApiProblem.BadRequest("invalid-query", text);
}
