using System.Text;
using Microsoft.AspNetCore.Http;

namespace JobMaster.AspNetCore.Access;

/// <summary>Name and password of HTTP Basic (RFC 7617), in UTF-8.</summary>
internal sealed record BasicCredential(string Name, string Password)
{
    private const string Scheme = "Basic ";

    /// <summary>Null when the call has no readable credential.</summary>
    public static BasicCredential? Of(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) != true)
        {
            return null;
        }

        string text = header[Scheme.Length..].Trim();
        byte[] bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out int length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var name, var password]
            ? new BasicCredential(name, password)
            : null;
    }
}
