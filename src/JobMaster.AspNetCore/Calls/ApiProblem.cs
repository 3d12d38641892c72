using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>An answer that says what is wrong with a call and how to mend it, sent as RFC 9457 has it.</summary>
internal sealed class ApiProblem(int status, string code, string detail) : Exception(detail)
{
    public int Status => status;

    public string Code => code;

    /// <summary>Where in the body, as a JSON path, or null.</summary>
    public string? Path { get; init; }

    public TimeSpan? RetryAfter { get; init; }

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

    public static ApiProblem WrongState(string detail) => new(StatusCodes.Status409Conflict, "wrong-state", detail);
}
