using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using JobMaster.AspNetCore.Contracts;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Calls;

/// <summary>Reads bodies. Only JSON up to the limit without unknown members is accepted.</summary>
internal static class ApiBody
{
    /// <summary>The body, or the meaning of an empty one.</summary>
    /// <exception cref="ApiProblem">400, 413 or 415.</exception>
    public static async Task<T> ReadAsync<T>(ApiCall call, JsonTypeInfo<T> type, T? otherwise = null, int? longest = null)
        where T : class
    {
        byte[] bytes = await BytesAsync(call, longest);
        if (bytes.Length == 0)
        {
            return otherwise ?? throw ApiProblem.BadBody("$", "The call needs a body: a JSON object.");
        }

        if (BodyText.WhyNoText(BodyText.WithoutMark(bytes)) is var (why, place))
        {
            throw ApiProblem.BadBody(place, $"The body cannot be read. {why}");
        }

        try
        {
            return JsonSerializer.Deserialize(BodyText.WithoutMark(bytes), type)
                ?? throw ApiProblem.BadBody("$", "The body is null; it must be an object.");
        }
        catch (JsonException exception)
        {
            string path = (BodyErrors.IsOfDuplicate(exception) ? JsonPlaces.OfDuplicate(BodyText.WithoutMark(bytes)) : null)
                ?? exception.Path ?? "$";
            throw ApiProblem.BadBody(path, $"The body cannot be read at {path}: {BodyErrors.Reason(exception, type)}");
        }
    }

    /// <summary>The body as it was sent; read once.</summary>
    public static async Task<byte[]> BytesAsync(ApiCall call, int? longest = null) =>
        call.Bytes ??= await ReadAsync(call, Math.Min(longest ?? int.MaxValue, call.Options.MaxBodyBytes));

    public static Task<ReasonBody> ReasonAsync(ApiCall call) => ReadAsync(call, ApiJson.Default.ReasonBody, new ReasonBody());

    private static async Task<byte[]> ReadAsync(ApiCall call, int longest)
    {
        var request = call.Http.Request;
        if (request.ContentLength > longest)
        {
            throw TooLong(longest, call);
        }

        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding and not "identity")
        {
            throw new ApiProblem(
                StatusCodes.Status415UnsupportedMediaType, "not-json",
                $"The body's Content-Encoding is '{encoding}'. Send it as it is, without Content-Encoding.");
        }

        using var stream = new MemoryStream();
        byte[] part = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(part, call.Aborted)) > 0)
        {
            stream.Write(part, 0, read);
            if (stream.Length > longest)
            {
                throw TooLong(longest, call);
            }
        }

        return stream.Length == 0 || IsJson(request) ? stream.ToArray() : throw new ApiProblem(
            StatusCodes.Status415UnsupportedMediaType, "not-json",
            $"The body's Content-Type is '{request.ContentType}'. Send application/json in UTF-8.");
    }

    private static bool IsJson(HttpRequest request) =>
        request.HasJsonContentType()
        && (request.GetTypedHeaders().ContentType?.Charset is not { HasValue: true } charset
            || charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static ApiProblem TooLong(int limit, ApiCall call) => new(
        StatusCodes.Status413PayloadTooLarge, "body-too-long",
        FormattableString.Invariant($"The body is longer than {limit:N0} bytes. Send less at once")
        + (limit < call.Options.MaxBodyBytes ? "." : ", or let the app's setting MaxBodyBytes allow more."));
}
