namespace JobMaster.Conformance;

/// <summary>
/// One seeded sequence of operations. It remembers what it sent, so that it can send things again, late, or under an old claim.
/// </summary>
internal sealed class ModelRun(int seed, MovableClock clock, ModelPair pair)
{
    private static readonly string[] Lanes = ["default", "mail"];
    private static readonly string[] Definitions = ["email.send", "report.build", "image.scale"];
    private static readonly string[] Readers = ["00000000000000aa", "00000000000000bb"];
    private static readonly JobMasterPriority[] Priorities = [JobMasterPriority.Low, JobMasterPriority.High];
    private static readonly JobQueue[] Queues = [.. Lanes.SelectMany(lane => Priorities.Select(priority => new JobQueue(lane, priority)))];

    private readonly Random random = new(seed);
    private readonly List<NewJob> sentJobs = [];
    private readonly List<Guid> sessions = [];
    private readonly List<StoredJob> claims = [];
    private readonly List<AttemptOutcome> recorded = [];
    private readonly HashSet<JobClaim> everClaimed = [];
    private readonly HashSet<JobClaim> everRecorded = [];

    /// <summary>What the last step did, for the message of a failure.</summary>
    public string Last { get; private set; } = "before the first step";

    public async Task StepAsync()
    {
        Move();
        (string Name, int Weight, Func<Task> Make)[] operations =
        [
            ("insert", 20, InsertAsync),
            ("insert again", 5, InsertAgainAsync),
            ("claim", 25, ClaimAsync),
            ("record", 25, RecordAsync),
            ("record again", 5, RecordAgainAsync),
            ("report", 5, ReportAsync),
            ("cancel", 5, CancelAsync),
            ("reschedule", 4, RescheduleAsync),
            ("replay", 5, ReplayAsync),
            ("unpark", 6, UnparkAsync),
            ("start", 5, StartAsync),
            ("end", 3, EndAsync),
            ("rescue", 5, () => pair.SameSetAsync(store => store.Jobs.RescueAsync(new RescueRequest(10_000, 3), default))),
            ("expire", 2, () => pair.SameOneAsync(store => store.Jobs.ExpireAsync(10_000, default))),
            ("beat", 5, BeatAsync),
        ];
        var at = random.Next(operations.Sum(operation => operation.Weight));
        var chosen = operations.First(operation => (at -= operation.Weight) < 0);
        Last = chosen.Name;
        await chosen.Make();
    }

    /// <summary>Compares everything there is to read.</summary>
    public async Task CompareAsync()
    {
        Last = "reading everything";
        foreach (var section in Enum.GetValues<JobSection>())
        {
            await pair.SameAsync(store => store.Reads.ListAsync(new JobListRequest { Section = section, Limit = 10_000 }, default));
        }

        await pair.SameSetAsync(store => store.Reads.CountAsync(10_000, default));
        foreach (var job in sentJobs.Where(_ => random.Next(4) == 0))
        {
            await pair.SameAsync(store => store.Reads.GetEarlierAttemptsAsync(job.Id, int.MaxValue, 1000, default));
            await pair.SameAsync<StoredJob?>(async store => [await store.Reads.GetAsync(job.Id, default)]);
        }
    }

    private void Move()
    {
        var by = TimeSpan.FromMicroseconds(random.Next(1, 20_000_000));
        clock.Move(random.Next(12) == 0 ? -by : by);
    }

    private async Task InsertAsync()
    {
        // Stores may insert what is unique apart from the rest of its batch, and of jobs due at one instant the first inserted is claimed
        // first.
        var jobs = random.Next(3) == 0
            ? [SomeJob() with { Unique = SomeRule() }]
            : Enumerable.Range(0, random.Next(1, 7)).Select(_ => SomeJob()).ToList();
        sentJobs.AddRange(jobs);
        await pair.SameAsync(store => store.Jobs.InsertAsync(jobs, mayBeStored: false, default));
    }

    private async Task InsertAgainAsync()
    {
        var again = sentJobs.Where(_ => random.Next(sentJobs.Count) < 3).ToList();
        var jobs = again.Find(job => job.Unique is not null) is { } unique
            ? [unique]
            : again.Append(SomeJob()).ToList();
        sentJobs.AddRange(jobs.Except(again));
        await pair.SameAsync(store => store.Jobs.InsertAsync(jobs, mayBeStored: true, default));
    }

    private async Task ClaimAsync()
    {
        if (sessions.Count == 0)
        {
            await StartAsync();
        }

        var request = new ClaimRequest
        {
            SessionId = sessions[random.Next(sessions.Count)],
            Queues = [
                .. Queues.OrderBy(_ => random.Next()).Take(random.Next(1, 5)).Select(queue => new QueueShare(queue, random.Next(1, 6)))],
            FreeSlots = random.Next(0, 8),
            Prefetch = random.Next(0, 4),
            TakeSolo = random.Next(2) == 0,
            ExcludedDefinitions = random.Next(4) == 0 ? [Definitions[random.Next(Definitions.Length)]] : [],
            Reader = random.Next(3) == 0 ? null : Readers[random.Next(Readers.Length)],
        };
        foreach (var claim in await pair.SameAsync(store => store.Jobs.ClaimAsync(request, default)))
        {
            // What holds whatever the model says: due, wanted, and no claim number given twice.
            claim.DueAt.ShouldBeLessThanOrEqualTo(clock.Now);
            claim.ParkedReason.ShouldBeNull();
            request.ExcludedDefinitions.ShouldNotContain(claim.DefinitionId);
            everClaimed.Add(new JobClaim(claim.Id, claim.ClaimNo)).ShouldBeTrue();
            everClaimed.Contains(new JobClaim(claim.Id, claim.ClaimNo - 1)).ShouldBe(claim.ClaimNo > 1);
            claims.Add(claim);
        }
    }

    private async Task RecordAsync()
    {
        // Mostly late claims, but old ones too: those are fenced.
        var batch = claims.TakeLast(12).Where(_ => random.Next(3) == 0)
            .Concat(claims.Where(_ => random.Next(claims.Count) == 0))
            .Select(SomeOutcome).ToList();
        var results = await pair.SameAsync(store => store.Jobs.RecordAsync(batch, default));
        foreach (var (outcome, _) in batch.Zip(results).Where(pair => pair.Second != RecordResult.Fenced))
        {
            everRecorded.Add(new JobClaim(outcome.JobId, outcome.ClaimNo)).ShouldBeTrue();
            recorded.Add(outcome);
        }
    }

    private async Task RecordAgainAsync()
    {
        var batch = recorded.Where(_ => random.Next(recorded.Count) < 4).Select(outcome => outcome with { IsResent = true }).ToList();
        await pair.SameAsync(store => store.Jobs.RecordAsync(batch, default));
    }

    private async Task ReportAsync()
    {
        var reports = claims.TakeLast(20).Where(_ => random.Next(3) == 0).DistinctBy(claim => claim.Id)
            .Select(claim =>
                new AttemptReport
                {
                    JobId = claim.Id, ClaimNo = claim.ClaimNo, Progress = random.NextDouble(),
                    ProgressText = $"{random.Next()}"
                })
            .ToList();
        await pair.BothAsync(store => store.Jobs.ReportAsync(reports, default));
    }

    private async Task CancelAsync()
    {
        Guid[] ids = [.. new[] { SomeId(), SomeId(), Guid.CreateVersion7(clock.Now) }.Distinct()];
        await pair.SameAsync(store => store.Jobs.CancelAsync(ids, default));
    }

    private async Task RescheduleAsync()
    {
        var id = SomeId();
        var dueAt = clock.Now + SomeDelay();
        await pair.SameOneAsync(store => store.Jobs.RescheduleAsync(id, dueAt, default));
    }

    private async Task ReplayAsync()
    {
        var id = SomeId();
        await pair.SameAsync(store => store.Jobs.ReplayAsync([id], default));
    }

    private async Task UnparkAsync()
    {
        var request = new UnparkRequest
        {
            DefinitionIds = [.. Definitions.Where(_ => random.Next(2) == 0)],
            Lanes = [.. Lanes.Where(_ => random.Next(3) > 0)],
            Reader = SomeReader(),
            ForEveryReader = random.Next(3) == 0,
        };
        await pair.SameOneAsync(store => store.Jobs.UnparkAsync(request, default));
    }

    private async Task StartAsync()
    {
        var session = new NewSession
        {
            Id = Guid.CreateVersion7(clock.Now), WorkerName = "w", NodeName = "n", Concurrency = 4, Version = "1",
            Lanes = [.. Lanes.Where(_ => random.Next(3) > 0)], Reader = SomeReader(),
        };
        sessions.Add(session.Id);
        await pair.BothAsync(store => store.Sessions.StartAsync(session, default));
    }

    private async Task EndAsync()
    {
        Guid[] ended = [.. sessions.Where(_ => random.Next(3) == 0)];
        await pair.BothAsync(store => store.Sessions.EndAsync(ended, default));
    }

    private Task BeatAsync()
    {
        pair.SameBeat(
            new BeatRequest
            {
                SessionIds = sessions, Raise = random.Next(2) == 0, Queues = Queues,
                Reader = Readers[random.Next(Readers.Length)]
            });
        return Task.CompletedTask;
    }

    private string? SomeReader() => random.Next(Readers.Length + 1) is var which && which < Readers.Length ? Readers[which] : null;

    private NewJob SomeJob() => new()
    {
        Id = Guid.CreateVersion7(clock.Now),
        DefinitionId = Definitions[random.Next(Definitions.Length)],
        Lane = Lanes[random.Next(Lanes.Length)],
        Priority = Priorities[random.Next(Priorities.Length)],
        Delay = random.Next(3) == 0 ? SomeDelay() : TimeSpan.Zero,
        ExpiresAt = random.Next(6) == 0 ? clock.Now + SomeDelay() : null,
        IdempotencyKey = random.Next(4) == 0 ? $"key-{random.Next(40)}" : null,
        Timeout = TimeSpan.FromMinutes(1),
        MaxRetries = random.Next(5),
        Payload = $"{{\"n\":{random.Next()}}}",
    };

    private JobUnique SomeRule()
    {
        var rule = new JobUnique
        {
            Key = $"key-{random.Next(12)}",
            While = (UniqueWhile)random.Next(1, 3),
            OnConflict = (UniqueConflict)random.Next(1, 3),
            Scope = (JobKeyScope)random.Next(1, 4),
        };
        return rule.While == UniqueWhile.Waiting && random.Next(3) == 0
            ? rule with { OnConflict = UniqueConflict.ReplaceWaiting, LongestWait = random.Next(2) == 0 ? SomeDelay() : null }
            : rule;
    }

    private AttemptOutcome SomeOutcome(StoredJob claim)
    {
        var kind = (OutcomeKind)random.Next(1, 8);
        return new AttemptOutcome
        {
            JobId = claim.Id,
            ClaimNo = claim.ClaimNo,
            Kind = kind,
            Duration = random.Next(5) == 0 ? null : TimeSpan.FromMicroseconds(random.Next()),
            Delay = kind is OutcomeKind.Retry or OutcomeKind.Snooze ? SomeDelay() : TimeSpan.Zero,
            Error = kind is OutcomeKind.Retry or OutcomeKind.Failed ? $"error {random.Next()}" : null,
            Result = kind == OutcomeKind.Succeeded ? $"{random.Next()}" : null,
            Progress = random.Next(2) == 0 ? random.NextDouble() : null,
            ParkedReason = kind == OutcomeKind.Park ? (ParkedReason)random.Next(1, 3) : null,
            Reader = random.Next(5) == 0 ? null : Readers[random.Next(Readers.Length)],
        };
    }

    private TimeSpan SomeDelay() => TimeSpan.FromMicroseconds(random.Next(1, 120_000_000));

    private Guid SomeId() => sentJobs.Count == 0 ? Guid.CreateVersion7(clock.Now) : sentJobs[random.Next(sentJobs.Count)].Id;
}
