using System.Text.Json.Serialization;
using JobMaster.Scheduling;
using JobMaster.Values;

namespace JobMaster.Tests.Values;

/// <summary>Payloads whose contracts the compiler generates, as in an app that is trimmed or compiled ahead of time.</summary>
public sealed partial class SourceGeneratedTests
{
    public sealed record Parcel(string To, WriteableMessageData Labels, DayOfWeek Day);

    private static readonly PayloadSerializer Serializer = new(PayloadOptions.ForPayloads(Generated.Default.Options));

    [Fact]
    public void Message_data_inside_a_payload_comes_back()
    {
        var parcel = new Parcel("ada", WriteableMessageData.New().SetIntValue("weight", 3), DayOfWeek.Friday);

        var json = Serializer.Serialize(parcel, typeof(Parcel));
        var read = Serializer.Deserialize(json, typeof(Parcel)).ShouldBeOfType<Parcel>();

        json.ShouldBe("""{"To":"ada","Labels":{"weight":3},"Day":"Friday"}""");
        (read.To, read.Labels.GetIntValue("weight"), read.Day).ShouldBe(("ada", 3, DayOfWeek.Friday));
    }

    [Fact]
    public void Message_data_is_a_payload_of_its_own()
    {
        var json = Serializer.Serialize(WriteableMessageData.New().SetStringValue("a", "b"), typeof(WriteableMessageData));

        Serializer.Deserialize(json, typeof(WriteableMessageData)).ShouldBeOfType<WriteableMessageData>()
            .GetStringValue("a").ShouldBe("b");
    }

    [JsonSourceGenerationOptions(UseStringEnumConverter = true)]
    [JsonSerializable(typeof(Parcel))]
    [JsonSerializable(typeof(WriteableMessageData))]
    private sealed partial class Generated : JsonSerializerContext;
}
