using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Reads bodies: JSON only, none longer than the limit, and no member that is not known.</summary>
internal static class ApiBody
{
    /// <summary>The body, or what an empty one stands for.</summary>
    /// <exception cref="ApiProblem">400, 413 or 415.</exception>
    public static async Task<T> ReadAsync<T>(ApiCall call, JsonTypeInfo<T> type, T? otherwise = null)
        where T : class
    {
        byte[] bytes = await ReadAsync(call);
        if (bytes.Length == 0)
        {
            return otherwise ?? throw ApiProblem.BadBody("$", "The call needs a body.");
        }

        try
        {
            ThrowIfCut(bytes);
            return JsonSerializer.Deserialize(bytes, type) ?? throw ApiProblem.BadBody("$", "The body is null; it must be an object.");
        }
        catch (JsonException exception)
        {
            throw ApiProblem.BadBody(exception.Path ?? "$", $"The body cannot be read at {exception.Path ?? "$"}: {Reason(exception)}");
        }
    }

    public static Task<ReasonBody> ReasonAsync(ApiCall call) => ReadAsync(call, ApiJson.Default.ReasonBody, new ReasonBody());

    private static async Task<byte[]> ReadAsync(ApiCall call)
    {
        var request = call.Http.Request;
        if (request.ContentLength > call.Options.MaxBodyBytes)
        {
            throw TooLong(call.Options.MaxBodyBytes);
        }

        using var stream = new MemoryStream();
        byte[] part = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(part, call.Aborted)) > 0)
        {
            stream.Write(part, 0, read);
            if (stream.Length > call.Options.MaxBodyBytes)
            {
                throw TooLong(call.Options.MaxBodyBytes);
            }
        }

        return stream.Length == 0 || request.HasJsonContentType() ? stream.ToArray() : throw new ApiProblem(
            StatusCodes.Status415UnsupportedMediaType, "not-json",
            $"The body's Content-Type is '{request.ContentType}'. Send application/json.");
    }

    /// <summary>
    /// An escape of half a surrogate pair passes a parser and fails whoever reads the string later. Only bodies with escapes are looked at.
    /// </summary>
    private static void ThrowIfCut(byte[] bytes)
    {
        if (bytes.AsSpan().IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 1000 });
        while (reader.Read())
        {
            try
            {
                bool isText = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
                _ = isText && reader.ValueIsEscaped ? reader.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                throw ApiProblem.BadBody("$", FormattableString.Invariant(
                    $"The string at byte {reader.TokenStartIndex:N0} of the body holds half a surrogate pair. Send whole characters."));
            }
        }
    }

    private static ApiProblem TooLong(int limit) => new(
        StatusCodes.Status413PayloadTooLarge, "body-too-long",
        FormattableString.Invariant(
            $"The body is longer than {limit:N0} bytes. Send less at once, or raise JobMasterApiOptions.MaxBodyBytes."));

    /// <summary>Without the place, which the path says already, and without .NET's names of types.</summary>
    private static string Reason(JsonException exception)
    {
        string text = exception.Message.Split(" Path: ", 2)[0];
        return text.StartsWith("The JSON property", StringComparison.Ordinal) ? text.Split(" could not be mapped", 2)[0] + " is not known."
            : text.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) ? "its value has the wrong type or form."
            : text;
    }
}
