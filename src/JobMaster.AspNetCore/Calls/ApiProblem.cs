using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>An answer that says what is wrong with a call and how to fix it, in the format of RFC 9457.</summary>
internal sealed class ApiProblem(int status, string code, string detail) : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    /// <summary>The place in the body, as a JSON path, or null.</summary>
    public string? Path { get; init; }

    /// <summary>The place in the expression, as an index of its characters, or null.</summary>
    public int? Position { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same, about a place in the body.</summary>
    public ApiProblem At(string path) => new(status, code, Message) { Path = path, Position = Position, RetryAfter = RetryAfter };

    /// <summary>The same, about a place in an expression.</summary>
    public ApiProblem AtPosition(int? position) => new(status, code, Message) { Path = Path, Position = position, RetryAfter = RetryAfter };

    /// <summary>An exception's text in the words of the API, without the name of a C# parameter.</summary>
    public static string TextOf(Exception exception) => ApiWords.Of(exception is ArgumentException { ParamName: { } name }
        ? exception.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
        : exception.Message);

    public static ApiProblem BadRequest(string code, string detail) => new(StatusCodes.Status400BadRequest, code, detail);

    public static ApiProblem BadBody(string path, string detail) =>
        new(StatusCodes.Status400BadRequest, "invalid-body", detail) { Path = path };

    public static ApiProblem Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, "unauthorized", detail);

    public static ApiProblem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "forbidden", detail);

    public static ApiProblem NotFound(string what, string id) =>
        new(
            StatusCodes.Status404NotFound, "not-found",
            $"There is no {what} '{id}'. It may have been pruned, or be hidden from the caller.");

    public static ApiProblem IdTaken(Guid id) =>
        new(StatusCodes.Status409Conflict, "id-taken", $"The id {id} is taken by another job. Leave 'id' out, or give another.");

    public static ApiProblem KeyTaken(string key) => new(
        StatusCodes.Status409Conflict, "key-taken",
        $"The scheduleKey '{key}' is taken by a schedule that the caller may not change. Give another key.")
    {
        Path = "$.scheduleKey",
    };

    /// <summary>The caller may change the schedule, but not move it away from its tenant.</summary>
    public static ApiProblem KeyOfTenant(string key, string? stored, string? asked) => new(
        StatusCodes.Status409Conflict, "key-taken",
        $"The scheduleKey '{key}' is taken by a schedule of {Tenant(stored)}, and 'tenant' asks for {Tenant(asked)}: a key is one in the "
        + "whole cluster. Give another key, or the tenant that has it.")
    {
        Path = "$.scheduleKey",
    };

    private static string Tenant(string? name) => name is null ? "no tenant" : $"the tenant '{name}'";

    public static ApiProblem WrongState(string detail) => new(StatusCodes.Status409Conflict, "wrong-state", detail);
}
