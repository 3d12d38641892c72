using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Successful answers.</summary>
internal static class Answer
{
    /// <summary>Answers hold payloads some levels down, so they may be deeper than the body of a call.</summary>
    private static readonly JsonSerializerOptions Deep = new(ApiJson.Default.Options) { MaxDepth = Redactor.Deep.MaxDepth + 20 };

    public static IResult Ok<T>(T body, JsonTypeInfo<T> type) => With(StatusCodes.Status200OK, body, type);

    public static IResult With<T>(int status, T body, JsonTypeInfo<T> type) =>
        TypedResults.Json(body, ReferenceEquals(type.Options, ApiJson.Default.Options) ? Written<T>() : type, statusCode: status);

    private static JsonTypeInfo<T> Written<T>() => (JsonTypeInfo<T>)Deep.GetTypeInfo(typeof(T));
}
