using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace JobMaster.Conformance.Jobs;

/// <summary>Encrypted payloads: what is stored and shown, keys that change, and a key that is missing.</summary>
public abstract class EncryptionConformance<TFixture> : JobsConformance<TFixture>
    where TFixture : IStoreFixture, new()
{
    private const string Word = "sesame";

    private readonly Letters _letters = new();

    private static PayloadKey First { get; } = new("2026-01", [.. Enumerable.Range(0, PayloadKey.Size).Select(i => (byte)i)]);

    private static PayloadKey Second { get; } = new("2026-07", [.. Enumerable.Range(100, PayloadKey.Size).Select(i => (byte)i)]);

    [Fact]
    public async Task A_payload_is_stored_unreadable_and_reaches_its_handler()
    {
        var app = await StartAsync(First);

        var job = await app.Jobs.OnceNowAsync(new Letter(Word));
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        _letters.Seen.ShouldBe([Word]);
        job.MsgData.GetStringValue("Text").ShouldBe(Word, "the caller's own");
        (done.MsgDataJson, done.IsPayloadEncrypted, done.PayloadKeyId).ShouldBe((null, true, "2026-01"));
        await using var store = Fixture.Open(null);
        var stored = (await store.Reads.GetAsync(job.Id, default))!.Payload.ShouldNotBeNull();
        stored.ShouldNotContain(Word);
        JsonNode.Parse(stored)!["$jobmaster"]!["key"]!.GetValue<string>().ShouldBe("2026-01");
    }

    [Fact]
    public async Task It_is_shown_to_an_operator_whom_the_audit_names_if_this_process_has_the_key()
    {
        var with = await StartAsync(workers: 0, First);
        var without = await StartAsync(workers: 0, Second);
        var job = await with.Jobs.OnceAfterAsync(TimeSpan.FromDays(1), new Letter(Word));

        var shown = (await with.Monitor.RevealAsync(job.Id, new OperatorContext("ann", "a complaint"))).ShouldNotBeNull();
        JsonNode.Parse(shown.MsgDataJson!)!["Text"]!.GetValue<string>().ShouldBe(Word);
        shown.IsPayloadEncrypted.ShouldBeTrue();
        (await without.Monitor.RevealAsync(job.Id, new OperatorContext("bob"))).ShouldNotBeNull().MsgDataJson.ShouldBeNull();
        (await with.Monitor.RevealAsync(Guid.CreateVersion7(), new OperatorContext("eve"))).ShouldBeNull();

        var audit = with.Services.GetRequiredService<IJobMasterMonitor>().Audit;
        var entries = (await audit.ListAsync(new AuditFilter { Action = AuditActions.RevealJob })).Entries;
        entries.Select(one => (one.Who, one.TargetId, one.Reason)).ShouldBe(
            [("bob", job.Id.ToString(), null), ("ann", job.Id.ToString(), "a complaint")]);
        entries.ShouldAllBe(one => one.Before == null && one.After == null);
    }

    [Fact]
    public async Task A_job_whose_key_is_missing_is_parked_with_its_name_and_run_by_a_node_that_has_it()
    {
        var producer = await StartAsync(workers: 0, Second, First);
        var without = await StartAsync(First);
        var job = await producer.Jobs.OnceNowAsync(new Letter(Word));

        var parked = await without.WaitAsync(job.Id, details => details.ParkedReason is not null);
        (parked.ParkedReason, parked.NumberOfFailures).ShouldBe((ParkedReason.UnreadablePayload, 0));
        parked.Error!.ShouldContain("encrypted with key '2026-07', which this app does not have; it has '2026-01'.");

        var with = await StartAsync(Second, First);
        await with.WaitAsync(job.Id, JobState.Succeeded);
        _letters.Seen.ShouldBe([Word]);
    }

    [Fact]
    public async Task Keys_change_one_step_at_a_time_and_what_was_plain_stays_readable()
    {
        var plain = await StartAsync(workers: 0);
        var first = await StartAsync(workers: 0, First);
        var announced = await StartAsync(workers: 0, First, Second);
        var jobs = new List<Guid>
        {
            (await plain.Jobs.OnceNowAsync(new Letter("plain"))).Id, (await first.Jobs.OnceNowAsync(new Letter("first"))).Id,
            (await announced.Jobs.OnceNowAsync(new Letter("announced"))).Id,
        };
        var rotated = await StartAsync(Second, First);
        jobs.Add((await rotated.Jobs.OnceNowAsync(new Letter("rotated"))).Id);

        var keys = new List<string?>();
        foreach (var job in jobs)
        {
            keys.Add((await rotated.WaitAsync(job, JobState.Succeeded)).PayloadKeyId);
        }

        keys.ShouldBe([null, "2026-01", "2026-01", "2026-07"]);
        _letters.Seen.Order().ShouldBe(["announced", "first", "plain", "rotated"]);
    }

    [Fact]
    public async Task A_payload_that_was_put_under_another_definition_is_not_decrypted()
    {
        var producer = await StartAsync(workers: 0, First);
        var job = await producer.Jobs.OnceAfterAsync(TimeSpan.FromDays(1), new Letter(Word));
        await using (var store = Fixture.Open(null))
        {
            var stored = (await store.Reads.GetAsync(job.Id, default))!;
            await store.Jobs.InsertAsync(
                [
                    new NewJob { Id = Guid.CreateVersion7(), DefinitionId = "other-letter", Lane = "default",
                        Priority = JobMasterPriority.Medium, Timeout = TimeSpan.FromMinutes(1), MaxRetries = 0, Payload = stored.Payload }],
                mayBeStored: false,
                default);
        }

        var app = await StartAsync(First);
        var moved = (await app.Monitor.ListAsync(new JobFilter { JobDefinitionId = "other-letter" })).Jobs.ShouldHaveSingleItem();
        var parked = await app.WaitAsync(moved.Id, details => details.ParkedReason is not null);
        parked.Error!.ShouldContain("The payload of 'other-letter' cannot be decrypted with key '2026-01'.");
        parked.Error!.ShouldNotContain(Word);
        _letters.Seen.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_decrypted_payload_that_cannot_be_read_shows_nothing_of_itself()
    {
        var app = await StartAsync(First);
        var producer = Track(
            await StartAppAsync(
                config => config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<ProbeHandler>().EncryptPayloads(First), AddProbe));

        var job = await producer.Jobs.OnceNowAsync(
            "letter", WriteableMessageData.New().SetStringValue("Text", Word).SetLongValue("Number", long.MaxValue));
        var parked = await app.WaitAsync(job.Id, details => details.ParkedReason is not null);

        parked.Error!.ShouldContain("The decrypted payload cannot be read as");
        parked.Error!.ShouldNotContain(Word);
        app.Logs.Text.ShouldNotContain(Word);
    }

    [Fact]
    public async Task A_schedule_keeps_its_payload_encrypted_and_its_jobs_run()
    {
        var app = await StartAsync(First);

        var schedule = await app.Jobs.RecurringAsync(
            Recurrence.Every(TimeSpan.FromDays(1)), new Letter(Word), options: new RecurringScheduleOptions { Key = "daily" });
        var again = await app.Jobs.RecurringAsync(
            Recurrence.Every(TimeSpan.FromDays(1)), new Letter(Word), options: new RecurringScheduleOptions { Key = "daily" });
        var id = (await app.Jobs.RunRecurringNowAsync(schedule.Id)).ShouldNotBeNull();
        var done = await app.WaitAsync(id, JobState.Succeeded);

        (
            done.IsPayloadEncrypted, again.Id, again.UpdatedAt,
            schedule.PayloadKeyId).ShouldBe((true, schedule.Id, schedule.UpdatedAt, "2026-01"));
        _letters.Seen.ShouldBe([Word]);
        var shown = await app.Services.GetRequiredService<IJobMasterMonitor>().Schedules.GetAsync(schedule.Id);
        (shown!.PayloadKeyId, shown.MsgData.Count).ShouldBe(("2026-01", 0));
    }

    [Fact]
    public async Task A_node_that_starts_with_a_new_first_key_encrypts_all_stored_schedules_with_it()
    {
        var lost = await StoreAsync("lost", new PayloadKey("lost", First.Bytes));
        var old = await StoreAsync(Word, First);
        var bare = await StoreAsync("plain");

        var app = await StartAsync(Second, First);
        await KeyIsAsync(app, bare.Id, "2026-07");
        await KeyIsAsync(app, old.Id, "2026-07");
        await KeyIsAsync(app, lost.Id, "lost");

        foreach (var schedule in new[] { bare, old })
        {
            var id = (await app.Jobs.RunRecurringNowAsync(schedule.Id)).ShouldNotBeNull();
            (await app.WaitAsync(id, JobState.Succeeded)).PayloadKeyId.ShouldBe("2026-07");
        }

        _letters.Seen.ShouldBe(["plain", Word]);
    }

    private async Task<RecurringScheduleContext> StoreAsync(string text, params PayloadKey[] keys)
    {
        var app = await StartAsync(keys);
        var schedule = await app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromDays(1)), new Letter(text));
        await app.Host.StopAsync();
        return schedule;
    }

    private static async Task KeyIsAsync(TestApp app, Guid scheduleId, string keyId)
    {
        var schedules = app.Services.GetRequiredService<IJobMasterMonitor>().Schedules;
        using var patience = new CancellationTokenSource(TestTime.Patience);
        while ((await schedules.GetAsync(scheduleId, patience.Token))!.PayloadKeyId != keyId)
        {
            await app.Logs.NextAsync();
        }
    }

    [Fact]
    public async Task A_failed_job_is_replayed_from_its_encrypted_payload()
    {
        _letters.Failures = 1;
        var app = await StartAsync(First);
        var job = await app.Jobs.OnceNowAsync(new Letter(Word), new JobOptions { MaxNumberOfRetries = 0 });
        await app.WaitAsync(job.Id, JobState.Failed);

        (await app.Jobs.ReplayAsync(job.Id)).ShouldBeTrue();
        await app.WaitAsync(job.Id, JobState.Succeeded);
        _letters.Seen.ShouldBe([Word]);
    }

    [Fact]
    public async Task New_message_data_of_a_waiting_job_is_encrypted_too()
    {
        var app = await StartAsync(First);
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromDays(1), new Letter("before"));

        await Should.ThrowAsync<JobRejectedException>(
            () => app.Jobs.ChangeJobAsync(job.Id, new JobChange { Data = WriteableMessageData.New().SetIntValue("Number", 1) }));
        var change = new JobChange { Data = WriteableMessageData.New().SetStringValue("Text", Word), RunNow = true };
        (await app.Jobs.ChangeJobAsync(job.Id, change)).ShouldBe(JobChangeResult.Changed);
        var done = await app.WaitAsync(job.Id, JobState.Succeeded);

        (done.IsPayloadEncrypted, done.MsgDataJson).ShouldBe((true, null));
        _letters.Seen.ShouldBe([Word]);
    }

    [Fact]
    public async Task Nothing_that_operators_see_shows_an_encrypted_payload()
    {
        var app = await StartAsync(First);
        var monitor = app.Services.GetRequiredService<IJobMasterMonitor>();
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromDays(1), new Letter("before"));
        var schedule = await app.Jobs.RecurringAsync(Recurrence.Every(TimeSpan.FromDays(1)), new Letter("before"));
        var by = new OperatorContext("ann");
        var change = new JobChange { Data = WriteableMessageData.New().SetStringValue("Text", Word), Priority = JobMasterPriority.High };
        await app.Jobs.ChangeJobAsync(job.Id, change, by);
        await app.Jobs.UpdateRecurringAsync(
            schedule.Id, new RecurringScheduleChange { Data = WriteableMessageData.New().SetStringValue("Text", Word) }, by);

        var operation = new JobOperation { Kind = JobOperationKind.Cancel, JobIds = [job.Id] };
        JobDetails?[] shown =
        [
            await monitor.Jobs.GetAsync(job.Id), .. (await monitor.Jobs.ListAsync()).Jobs,
            .. (await app.Cluster.Operations.PreviewAsync(operation)).Samples,
        ];
        shown.Length.ShouldBe(3);
        shown.ShouldAllBe(details => details!.MsgDataJson == null);
        (shown[0]!.IsPayloadEncrypted, shown[0]!.PayloadKeyId).ShouldBe((true, "2026-01"));
        (await monitor.Schedules.ListAsync()).ShouldHaveSingleItem().MsgData.Count.ShouldBe(0);
        var audit = (await monitor.Audit.ListAsync()).Entries;
        audit.Count.ShouldBe(2);
        string.Join('\n', audit.Select(entry => $"{entry.Before} {entry.After}")).ShouldNotContain(Word);
        app.Logs.Text.ShouldNotContain(Word);
    }

    [Fact]
    public async Task Neither_what_a_replay_replaced_nor_an_export_nor_a_search_shows_an_encrypted_payload()
    {
        _letters.Failures = 2;
        var app = await StartAsync(First);
        var monitor = app.Services.GetRequiredService<IJobMasterMonitor>();
        var jobs = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            jobs.Add((await app.Jobs.OnceNowAsync(new Letter(Word), new JobOptions { MaxNumberOfRetries = 0 })).Id);
            await app.WaitAsync(jobs[i], JobState.Failed);
        }

        using var written = new MemoryStream();
        (await monitor.Failures.ExportAsync(written, new JobOperationFilter { JobDefinitionId = "letter" })).ShouldBe(2);
        var lines = Encoding.UTF8.GetString(written.ToArray());
        lines.ShouldNotContain(Word);
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var members = JsonNode.Parse(line)!.AsObject();
            (members["encrypted"]!.GetValue<bool>(), members.ContainsKey("data")).ShouldBe((true, false));
        }

        var plain = await StartAsync(workers: 0);
        var readable = await plain.Jobs.OnceAfterAsync(TimeSpan.FromDays(1), new Letter(Word));
        var found = await monitor.Jobs.SearchAsync(new JobSearch { PayloadText = Word });
        found.Jobs.ShouldHaveSingleItem().Id.ShouldBe(readable.Id);

        var mended = new JobReplay { Data = WriteableMessageData.New().SetStringValue("Text", "mended") };
        (await app.Cluster.Failures.ReplayAsync([jobs[0]], mended)).ShouldBe([JobReplayResult.Replayed]);
        await app.WaitAsync(jobs[0], JobState.Succeeded);
        var first = (await monitor.Jobs.GetAttemptsAsync(jobs[0]))[0];
        (first.IsMsgDataReplaced, first.ReplacedMsgDataJson).ShouldBe((true, null));
        await using var store = Fixture.Open(null);
        (await store.Reads.GetEarlierAttemptsAsync(jobs[0], int.MaxValue, 10, default))[0].Payload.ShouldNotBeNull()
            .ShouldNotContain(Word);
        _letters.Seen.ShouldBe(["mended"]);
    }

    private Task<TestApp> StartAsync(params PayloadKey[] keys) => StartAsync(1, keys);

    private async Task<TestApp> StartAsync(int workers, params PayloadKey[] keys) => Track(await StartAppAsync(
        config =>
        {
            config.UseMasterStore("suite", _ => OpenStore()).AddJobHandler<LetterHandler>().AddJobHandler<OtherLetterHandler>();
            if (workers > 0)
            {
                config.AddWorker();
            }

            if (keys.Length > 0)
            {
                config.EncryptPayloads(keys);
            }
        },
        services => services.AddSingleton(_letters)));

    private sealed class Letters
    {
        public int Failures { get; set; }

        public List<string> Seen { get; } = [];

        public Task Add(string text)
        {
            lock (Seen)
            {
                if (Failures-- > 0)
                {
                    throw new InvalidOperationException("the post is closed");
                }

                Seen.Add(text);
            }

            return Task.CompletedTask;
        }
    }

    private sealed record Letter(string Text, int Number = 0);

    private sealed record OtherLetter(string Text);

    [JobMasterDefinitionId("letter")]
    private sealed class LetterHandler(Letters letters) : IJobHandler<Letter>
    {
        public Task HandleAsync(Letter payload, JobContext job, CancellationToken cancellationToken) => letters.Add(payload.Text);
    }

    [JobMasterDefinitionId("other-letter")]
    private sealed class OtherLetterHandler(Letters letters) : IJobHandler<OtherLetter>
    {
        public Task HandleAsync(OtherLetter payload, JobContext job, CancellationToken cancellationToken) => letters.Add(payload.Text);
    }
}
