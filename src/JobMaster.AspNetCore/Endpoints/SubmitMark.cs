using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>
/// What a submission with the header Idempotency-Key asks for, as a hash: the members that a repeat is compared by. Other calls may replace
/// a job with a unique rule, so its own values do not tell.
/// </summary>
internal static class SubmitMark
{
    public static string Of(SubmitBody body, string? payload)
    {
        int? retries = body.MaxRetries ?? body.MaxAttempts - 1;
        string asked = string.Join('\n',
            body.DefinitionId ?? body.Type,
            retries?.ToString(CultureInfo.InvariantCulture),
            body.TimeoutSeconds?.ToString("R", CultureInfo.InvariantCulture),
            Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(payload ?? "{}"))));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asked)));
    }
}
