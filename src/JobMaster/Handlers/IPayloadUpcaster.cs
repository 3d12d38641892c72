using System.Text.Json.Nodes;

namespace JobMaster;

/// <summary>
/// Turns a payload of one version into the next. One object serves all jobs at once, so it holds no state; what it throws parks the job.
/// </summary>
/// <example>
/// <code>
/// public sealed class AmountToCents : IPayloadUpcaster
/// {
///     public JsonNode? Upcast(JsonNode? payload)
///     {
///         payload!["Cents"] = (long)(payload["Amount"]!.GetValue&lt;decimal&gt;() * 100);
///         return payload;
///     }
/// }
/// </code>
/// </example>
public interface IPayloadUpcaster
{
    /// <summary>The payload as the next version has it.</summary>
    /// <param name="payload">The payload as it was stored or as the step before left it; null for a job without one. It may be changed in
    /// place.</param>
    JsonNode? Upcast(JsonNode? payload);
}
