using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JobMaster.Values;

/// <summary>
/// Names the way a build reads its payloads, so that a job that one build could not read is left to builds that read differently. The same
/// contracts in the same assemblies, read with the same options, have the same name on every host.
/// </summary>
internal static class PayloadReader
{
    /// <summary>The number of letters in a name: enough to distinguish builds, and short enough that a job can list some.</summary>
    public const int Length = 16;

    /// <param name="definitions">Each definition's id, handler and payload, and the older versions it reads.</param>
    /// <param name="options">How JSON is read.</param>
    /// <param name="keys">The keys for decryption; null for none.</param>
    public static string NameOf(
        IEnumerable<(string Id, Type Handler, Type? Payload, string Versions)> definitions, JsonSerializerOptions options,
        PayloadKeys? keys = null)
    {
        var text = new StringBuilder()
            .Append(options.PropertyNameCaseInsensitive).Append(options.NumberHandling)
                .Append(options.UnmappedMemberHandling)
                .Append(options.AllowTrailingCommas)
            .Append(options.ReadCommentHandling).Append(options.IncludeFields)
                .Append(options.MaxDepth)
                .Append(options.PropertyNamingPolicy?.GetType().FullName)
                .Append('\n');
        foreach (var converter in options.Converters)
        {
            text.Append(converter.GetType().AssemblyQualifiedName)
                .Append(' ')
                .Append(converter.GetType().Module.ModuleVersionId)
                .Append('\n');
        }

        foreach (var (id, handler, payload, versions) in definitions.OrderBy(definition => definition.Id, StringComparer.Ordinal))
        {
            text.Append(id)
                .Append(' ')
                .Append(handler.Module.ModuleVersionId)
                .Append('\n')
                .Append(payload is null ? "" : PayloadContract.Of(payload, options).Text);
            text.Append(versions).Append(versions.Length > 0 ? "\n" : "");
        }

        text.Append(keys?.Text);

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Length];
    }
}
