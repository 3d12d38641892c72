using System.Text.Json.Nodes;

namespace JobMaster;

/// <summary>
/// Turns a payload of one version into the next. One object serves all jobs concurrently, so it must hold no state. If it throws, the
/// job is parked.
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
    /// <summary>Returns the payload of the next version.</summary>
    /// <param name="payload">
    /// The stored payload, or the result of the previous step; null for a job without one. The method may change it in place.
    /// </param>
    JsonNode? Upcast(JsonNode? payload);
}
