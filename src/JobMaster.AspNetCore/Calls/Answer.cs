using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Successful answers.</summary>
internal static class Answer
{
    public static IResult Ok<T>(T body, JsonTypeInfo<T> type) => TypedResults.Json(body, type, statusCode: StatusCodes.Status200OK);

    public static IResult With<T>(int status, T body, JsonTypeInfo<T> type) => TypedResults.Json(body, type, statusCode: status);
}
