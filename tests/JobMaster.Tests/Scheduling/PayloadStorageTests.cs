using System.Text.Json.Nodes;
using JobMaster.Recurring;
using JobMaster.Scheduling;
using JobMaster.Storage;
using JobMaster.Values;

namespace JobMaster.Tests.Scheduling;

/// <summary>The form payloads are stored in.</summary>
public sealed class PayloadStorageTests
{
    private const string Json = """{"Text":"sesame","Number":7}""";

    private static readonly PayloadStorage Plain = new();

    private static readonly PayloadStorage Secret = new(new PayloadKeys([Key("new", 1), Key("old", 2)]));

    private static readonly PayloadStorage Former = new(new PayloadKeys([Key("old", 2)]));

    [Fact]
    public void A_payload_of_version_one_is_stored_as_it_is()
    {
        Plain.Seal(Json, 1, "a").ShouldBeSameAs(Json);
        Plain.Seal(null, 1, "a").ShouldBeNull();
        PayloadEnvelope.Shown(Json).ShouldBeSameAs(Json);
        (PayloadEnvelope.VersionOf(Json), PayloadEnvelope.KeyOf(Json)).ShouldBe((1, null));
    }

    [Fact]
    public void Versions_and_what_looks_like_an_envelope_come_back_as_they_went()
    {
        foreach (var (json, version) in new[] { (Json, 2), ("[1,\"é😀\"]", 9), ("\"text\"", 3), ("null", 2), ("""{"$jobmaster":{"version":5}}""", 1), ((string?)null, 4) })
        {
            var stored = Plain.Seal(json, version, "a").ShouldNotBeNull();
            JsonNode.Parse(stored).ShouldNotBeNull();
            (Plain.TryOpen(stored, "a"), PayloadEnvelope.Shown(stored), PayloadEnvelope.VersionOf(stored)).ShouldBe((json, json, version));
        }
    }

    [Fact]
    public void An_encrypted_payload_is_opened_with_any_key_of_its_name_and_shown_to_nobody()
    {
        var stored = Former.Seal(Json, 3, "a").ShouldNotBeNull();

        Secret.TryOpen(stored, "a").ShouldBe(Json);
        Plain.TryOpen(stored, "a").ShouldBeNull();
        (PayloadEnvelope.Shown(stored), PayloadEnvelope.VersionOf(stored), PayloadEnvelope.KeyOf(stored)).ShouldBe((null, 3, "old"));
        stored.ShouldNotContain("sesame");
        new PayloadStorage(new PayloadKeys([Key("old", 3)])).TryOpen(stored, "a").ShouldBeNull("another key of that name");
    }

    [Fact]
    public void What_was_changed_in_the_store_is_not_opened()
    {
        var stored = Secret.Seal(Json, 3, "a").ShouldNotBeNull();
        Secret.TryOpen(stored, "b").ShouldBeNull("another definition");
        foreach (var change in new Action<JsonNode>[]
        {
            node =>
                node["$jobmaster"]!["version"] = 2, node =>
                    node["$jobmaster"]!["key"] = "old", node => node["$jobmaster"]!["nonce"] = "AAAA",
            node => node["payload"] = "AAAA", node => node["payload"] = "?", node => node.AsObject().Remove("payload"),
            node => node["$jobmaster"]!.AsObject().Remove("nonce"), node => node["$jobmaster"] = 1,
        })
        {
            var changed = JsonNode.Parse(stored)!;
            change(changed);
            Secret.TryOpen(changed.ToJsonString(), "a").ShouldBeNull(changed.ToJsonString());
        }

        Secret.TryOpen(stored[..^5], "a").ShouldBeNull();
        PayloadEnvelope.Shown(stored[..^5]).ShouldBeNull();
    }

    [Fact]
    public void Two_encryptions_of_one_payload_differ_and_are_alike()
    {
        var (one, other) = (Secret.Seal(Json, 1, "a"), Secret.Seal(Json, 1, "a"));

        one.ShouldNotBe(other);
        Secret.AreAlike(one, other, "a").ShouldBeTrue();
        Secret.AreAlike(one, Secret.Seal("{}", 1, "a"), "a").ShouldBeFalse();
        Secret.AreAlike(one, Secret.Seal(Json, 2, "a"), "a").ShouldBeFalse();
        Secret.AreAlike(one, Former.Seal(Json, 1, "a"), "a").ShouldBeFalse("a newer key is to be used");
        Secret.AreAlike(one, Json, "a").ShouldBeFalse();
        Plain.AreAlike(null, null, "a").ShouldBeTrue();
    }

    [Fact]
    public void A_profile_has_one_content_however_often_its_payloads_are_encrypted_and_another_under_a_new_key()
    {
        HashOf(Secret, Json).ShouldBe(HashOf(Secret, Json));
        HashOf(Secret, "{}").ShouldNotBe(HashOf(Secret, Json));
        HashOf(Former, Json).ShouldNotBe(HashOf(Secret, Json));
        HashOf(Plain, Json).ShouldBe(HashOf(Plain, Json));
    }

    private static string HashOf(PayloadStorage storage, string json) => new StaticProfile(
        "profile",
        1,
        [
            new StoredSchedule
            {
                Id = Guid.Empty, Key = "daily", State = RecurringScheduleState.Active, DefinitionId = "a", Lane = "default",
                Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 1,
                Payload = storage.Seal(json, 1, "a"),
                TypeId = "Never", Expression = "", Anchor = default, Misfire = MisfirePolicy.RunOnce, MisfireGrace = default,
                MisfireLimit = 1, Overlap = OverlapPolicy.Allow, CreatedAt = default, UpdatedAt = default,
            },
        ],
        storage).Content.Hash;

    private static PayloadKey Key(string id, byte fill) => new(id, [.. Enumerable.Repeat(fill, PayloadKey.Size)]);
}
