using System.Text.Json.Nodes;

namespace JobMaster.Conformance.Jobs;

/// <summary>
/// What the handlers of receipts were given. The handlers stand inside the generic suites, where a scan for handlers does not find them.
/// </summary>
internal sealed class Receipts
{
    public List<string> Seen { get; } = [];

    public Task Add(string text)
    {
        lock (Seen)
        {
            Seen.Add(text);
        }

        return Task.CompletedTask;
    }
}

internal sealed record FirstReceipt(decimal Amount);

internal sealed record SecondReceipt(long Cents);

internal sealed record ThirdReceipt(long Cents, string Currency);

internal sealed class AmountToCents : IPayloadUpcaster
{
    public JsonNode? Upcast(JsonNode? payload) => new JsonObject { ["Cents"] = (long)(payload!["Amount"]!.GetValue<decimal>() * 100) };
}

internal sealed class AddCurrency : IPayloadUpcaster
{
    public JsonNode? Upcast(JsonNode? payload)
    {
        payload!["Currency"] = "EUR";
        return payload;
    }
}

internal sealed class Raised : IPayloadUpcaster
{
    public JsonNode? Upcast(JsonNode? payload)
    {
        payload!["Raised"] = true;
        return payload;
    }
}

internal sealed class Broken : IPayloadUpcaster
{
    public JsonNode? Upcast(JsonNode? payload) => throw new InvalidDataException("no such amount");
}
