using System.Text.Encodings.Web;
using System.Text.Json;
using JobMaster.Scheduling;
using JobMaster.Values;

namespace JobMaster.Tests.Values;

/// <summary>Half surrogate pairs within typed payloads are found by the member that holds them.</summary>
public sealed class SurrogateGuardTests
{
    private const string Half = "cut \ud83d";

    public static TheoryData<string, object, string> Payloads { get; } = new()
    {
        { "text", Half, "at $ holds" },
        { "member", new Person("Ada", [new("Home", Half)]), "at $.Addresses[0].Street holds" },
        { "list", new List<string> { "whole 😀", Half }, "at $[1] holds" },
        { "value of a map", new Dictionary<string, string> { ["b"] = Half }, "at $.b holds" },
        { "character", new Letter('\ud83d'), "at $.Value holds" },
        { "characters", "ab\ude00".ToCharArray(), "at $[2] holds" },
        { "character that names", new Dictionary<char, int> { ['\ude00'] = 1 }, "at $, the name of a member, holds" },
        { "name of a map", new Dictionary<string, string> { [Half] = "b" }, "at $, the name of a member, holds" },
    };

    [Theory]
    [MemberData(nameof(Payloads))]
    public void The_member_is_named_whatever_the_encoder(string what, object payload, string expected)
    {
        foreach (var encoder in (JavaScriptEncoder?[])[null, JavaScriptEncoder.UnsafeRelaxedJsonEscaping])
        {
            var serializer = new PayloadSerializer(PayloadOptions.ForPayloads(new JsonSerializerOptions { Encoder = encoder }));
            var json = serializer.Serialize(payload, payload.GetType());
            serializer.WhyCut(json, payload, payload.GetType()).ShouldNotBeNull(what).ShouldContain(expected);
        }
    }

    [Fact]
    public void A_replacement_character_of_the_callers_own_is_kept()
    {
        var serializer = new PayloadSerializer(PayloadOptions.Default);
        var person = new Person("\ufffd 😀", []);
        var json = serializer.Serialize(person, typeof(Person));
        serializer.WhyCut(json, person, typeof(Person)).ShouldBeNull();
        ((Person)serializer.Deserialize(json, typeof(Person))!).Name.ShouldBe(person.Name);
    }

    public sealed record Letter(char Value);

    public sealed record Person(string Name, List<Address> Addresses);

    public sealed record Address(string Kind, string Street);
}
