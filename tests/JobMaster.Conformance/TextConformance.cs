using Microsoft.Extensions.Logging;

namespace JobMaster.Conformance;

/// <summary>
/// Text is kept to the letter, but for U+0000 and lone surrogates: each becomes U+FFFD, in every text of rows, reports and outcomes.
/// </summary>
public abstract class TextConformance<TFixture> : StoreConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    // By name, for neither attributes nor test discovery carry a lone surrogate unharmed.
    private static readonly Dictionary<string, (string Sent, string Kept)> Samples = new()
    {
        ["many scripts"] = Whole("Grüße, 世界, שלום, नमस्ते"),
        ["emoji"] = Whole("👩‍👩‍👧‍👦 🏳️‍🌈 \U0001F9D1\U0001F3FD"),
        ["combining marks"] = Whole("e\u0301 is not \u00e9"),
        ["quotes and placeholders"] = Whole("'; drop table job; -- \" ` \\ % _ [x] $1 @p {0}"),
        ["outer white space"] = Whole(" leading, trailing \t\r\n "),
        ["control characters"] = Whole("\u0001\u001f\u007f\u0085\u2028\u2029\uFEFF\uFFFE\uFFFF"),
        ["the replacement itself"] = Whole("\uFFFD"),
        ["null character"] = ("a\0b", "a\uFFFDb"),
        ["only a null character"] = ("\0", "\uFFFD"),
        ["lone high surrogate"] = ("high \uD83D.", "high \uFFFD."),
        ["lone low surrogate"] = ("low \uDE00.", "low \uFFFD."),
        ["surrogates the wrong way round"] = ("wrong \uDE00\uD83D", "wrong \uFFFD\uFFFD"),
        ["half a pair at the end"] = ("end \uD83D", "end \uFFFD"),
        ["half a pair before a pair"] = ("twice \uD83D\uD83D\uDE00", "twice \uFFFD\U0001F600"),
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [InlineData("{ \"b\" : 1.0,\n\t\"a\":1e400, \"a\":2,\"n\":\"\\u0000\\ud83d\" }")]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("123456789012345678901234567890.10")]
    public async Task A_payload_is_not_rewritten(string payload)
    {
        var claimed = await RunOneAsync(Job() with { Payload = payload, Metadata = payload });
        (claimed.Payload, claimed.Metadata).ShouldBe((payload, payload));
        await RecordAsync(Outcome(claimed, OutcomeKind.Succeeded) with { Result = payload });
        var final = await GetAsync(claimed.Id);
        (final.Payload, final.Metadata, final.Result).ShouldBe((payload, payload, payload));
    }

    [Fact]
    public async Task Large_texts_come_back_whole()
    {
        var large = "\"" + string.Concat(Enumerable.Range(0, 12_500).Select(at => $"{at % 1000:000}世🙂")) + "\"";
        var claimed = await RunOneAsync(Job() with { Payload = large });
        claimed.Payload.ShouldBe(large);
        await RecordAsync(Outcome(claimed, OutcomeKind.Retry) with { Error = large });
        Clock.Move(Hour);
        var again = (await ClaimAsync()).Single();
        again.Payload.ShouldBe(large);
        again.Error.ShouldBe(large);
        await RecordAsync(Outcome(again, OutcomeKind.Succeeded) with { Result = large });
        var final = await GetAsync(claimed.Id);
        (final.Payload, final.Result).ShouldBe((large, large));
        (await EarlierAttemptsAsync(claimed.Id)).Single().Error.ShouldBe(large);
    }

    [Fact]
    public async Task A_batch_of_large_payloads_comes_back_whole()
    {
        var jobs = ManyJobs(40);
        for (var at = 0; at < jobs.Count; at++)
        {
            jobs[at] = jobs[at] with { Payload = "\"" + new string((char)('a' + (at % 26)), 100_000) + "\"" };
        }

        await Jobs.InsertAsync(jobs, false, default);
        (await ClaimAsync()).Select(job => job.Payload).ShouldBe(jobs.Select(job => job.Payload));
    }

    [Fact]
    public async Task Empty_text_is_not_absent_text()
    {
        var claimed = await RunOneAsync(Job() with { Tenant = "", Metadata = "", Payload = "" });
        (claimed.Tenant, claimed.Metadata, claimed.Payload).ShouldBe(("", "", ""));
    }

    [Fact]
    public async Task Two_keys_that_are_stored_alike_are_one_key()
    {
        var id = await InsertAsync(Job() with { IdempotencyKey = "order\0" });
        var again = await Jobs.InsertAsync(
            [Job() with { IdempotencyKey = "order\uFFFD" }, Job() with { IdempotencyKey = "order\0" }], false, default);
        again.ShouldAllBe(job => job.Id == id);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Text_comes_back_as_the_contract_says(string name)
    {
        var (text, kept) = Samples[name];
        var session = Session() with { WorkerName = text, NodeName = text, Lanes = [text], Version = "1" };
        await Store.Sessions.StartAsync(session, default);
        var info = (await Store.Sessions.ListAsync(default)).Single().Session;
        (info.WorkerName, info.NodeName, info.Lanes.Single()).ShouldBe((kept, kept, kept));

        var id = await InsertAsync(Job() with
        {
            DefinitionId = text,
            Payload = text,
            Metadata = text,
            Tenant = text,
            IdempotencyKey = text,
            TraceParent = text,
            ScheduledBy = text,
        });
        (await Jobs.InsertAsync([Job() with { Tenant = text, IdempotencyKey = text }], false, default)).Single().Id.ShouldBe(id);

        var claimed = (await ClaimAsync(sessionId: session.Id)).ShouldHaveSingleItem();
        (claimed.DefinitionId, claimed.Payload, claimed.Metadata, claimed.Tenant, claimed.IdempotencyKey, claimed.TraceParent,
            claimed.ScheduledBy)
            .ShouldBe((kept, kept, kept, kept, kept, kept, kept));

        await Jobs.ReportAsync(
            [
                new AttemptReport { JobId = id, ClaimNo = 1, ProgressText = text,
                    Lines = [new JobLogLine(1, Clock.Now, LogLevel.Debug, text)] }],
            default);
        (await GetAsync(id)).ProgressText.ShouldBe(kept);
        (await LogAsync(id)).Single().Text.ShouldBe(kept);

        await RecordAsync(Outcome(claimed, OutcomeKind.Retry) with { Error = text, ProgressText = text });
        Clock.Move(Hour);
        var attempt = (await EarlierAttemptsAsync(id)).Single();
        (attempt.Error, attempt.ProgressText).ShouldBe((kept, kept));

        await RecordAsync(Outcome((await ClaimAsync()).Single(), OutcomeKind.Succeeded) with { Result = text, ProgressText = text });
        var final = await GetAsync(id);
        (final.Result, final.ProgressText, final.Payload).ShouldBe((kept, kept, kept));
    }

    private static (string Sent, string Kept) Whole(string text) => (text, text);
}
