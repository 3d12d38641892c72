using System.Data.Common;
using JobMaster.Conformance;
using JobMaster.Sql;
using JobMaster.Storage;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.Postgres.Tests;

/// <summary>Claims that start where the last one ended, and what may hide behind that place.</summary>
public sealed class ClaimWatermarkTests : PostgresSchema
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly ClaimFilter Free = ClaimFilter.ForFreeSlots;
    private static readonly ClaimFilter Ahead = Free with { LostBelow = 1 };
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_claim_starts_where_the_last_ended_until_the_interval_is_over()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
        End(marks.Begin(Queue), Free, QueuePlace.Start, Place(5));
        marks.Next(Queue, Free).ShouldBe(Place(5));
        End(marks.Begin(Queue), Free, Place(5), Place(9));
        End(marks.Begin(Queue), Free, Place(5), Place(7));
        marks.Next(Queue, Free).ShouldBe(Place(9));
        marks.Next(Queue with { Lane = "mail" }, Free).ShouldBe(QueuePlace.Start);

        _time.Advance(Interval);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_comes_in_behind_the_place_is_looked_for_at_once()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        End(marks.Begin(Queue), Free, QueuePlace.Start, Place(5));
        marks.Arrived(Queue, Place(6).DueAt);
        marks.Next(Queue, Free).ShouldBe(Place(5));
        marks.Arrived(Queue, Place(4).DueAt);
        marks.Next(Queue, Free).ShouldBe(new QueuePlace(Place(4).DueAt, 0));

        marks.Arrived(Queue, DateTimeOffset.MinValue);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_arrives_in_one_queue_moves_the_places_of_no_other()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        var mail = Queue with { Lane = "mail" };
        End(marks.Begin(Queue), Free, QueuePlace.Start, Place(5));
        End(marks.Begin(mail), Free, QueuePlace.Start, Place(7));
        using var claim = marks.Begin(mail);
        marks.Arrived(Queue, Place(1).DueAt);
        claim.Ended(Free, Place(7), Place(9));
        marks.Next(Queue, Free).ShouldBe(new QueuePlace(Place(1).DueAt, 0));
        marks.Next(mail, Free).ShouldBe(Place(9));
    }

    [Fact]
    public void With_an_interval_of_zero_every_claim_starts_at_the_front()
    {
        var marks = new ClaimWatermarks(TimeSpan.Zero, _time);
        var claim = marks.Begin(Queue);
        _time.Advance(Interval);
        End(claim, Free, QueuePlace.Start, Place(5));
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_one_claim_has_passed_over_is_still_before_the_place_of_another()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        End(marks.Begin(Queue), Free, QueuePlace.Start, Place(3));
        End(marks.Begin(Queue), Ahead, QueuePlace.Start, Place(9));
        marks.Next(Queue, Ahead).ShouldBe(Place(9));
        marks.Next(Queue, Free).ShouldBe(Place(3));

        marks.Arrived(Queue, Place(2).DueAt);
        marks.Next(Queue, Ahead).ShouldBe(marks.Next(Queue, Free));

        End(marks.Begin(Queue), Free with { Excluded = """["report.build"]""" }, QueuePlace.Start, Place(9));
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public void What_comes_in_while_a_claim_is_on_its_way_is_not_forgotten()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        var claim = marks.Begin(Queue);
        marks.Arrived(Queue, Place(3).DueAt);
        marks.Arrived(Queue, Place(4).DueAt);
        End(claim, Free, QueuePlace.Start, Place(5));
        marks.Next(Queue, Free).ShouldBe(new QueuePlace(Place(3).DueAt, 0));

        claim = marks.Begin(Queue);
        marks.Arrived(Queue, Place(8).DueAt);
        End(claim, Free, Place(5), Place(9));
        marks.Next(Queue, Free).ShouldBe(new QueuePlace(Place(8).DueAt, 0));
    }

    [Fact]
    public void Looking_from_the_front_takes_no_more_than_its_share_of_the_time()
    {
        var marks = new ClaimWatermarks(Interval, _time);
        var claim = marks.Begin(Queue);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        End(claim, Free, QueuePlace.Start, Place(5));
        marks.MayScan(Queue, Free).ShouldBeFalse();
        marks.NextLook(Queue).ShouldBe(Place(5));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        marks.MayScan(Queue, Free).ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        marks.MayScan(Queue, Free).ShouldBeTrue();
        marks.NextLook(Queue).ShouldBe(QueuePlace.Start);

        claim = marks.Begin(Queue);
        _time.Advance(Interval);
        End(claim, Free, QueuePlace.Start, Place(6));
        _time.Advance(Interval * 9);
        marks.Next(Queue, Free).ShouldBe(Place(6));
        _time.Advance(Interval);
        marks.Next(Queue, Free).ShouldBe(QueuePlace.Start);
    }

    [Fact]
    public async Task Jobs_of_other_processes_that_come_in_behind_the_place_are_found_though_the_queue_is_never_empty()
    {
        var other = Open();
        var request = await RequestAsync(10);
        await Store.Jobs.InsertAsync(Jobs(200), false, default);
        (await Store.Jobs.ClaimAsync(request, default)).Count.ShouldBe(10);
        var late = Job(DateTimeOffset.UtcNow.AddHours(-1));
        await other.Jobs.InsertAsync([late], false, default);
        var stored = TimeProvider.System.GetTimestamp();

        for (bool isFound = false; !isFound;)
        {
            await other.Jobs.InsertAsync(Jobs(10), false, default);
            isFound = (await Store.Jobs.ClaimAsync(request, default)).Any(job => job.Id == late.Id);
            TimeProvider.System.GetElapsedTime(stored).ShouldBeLessThan(Interval + TimeSpan.FromSeconds(10));
        }
    }

    /// <summary>The claims in between move the place on, and nobody tells of the commit.</summary>
    [Theory]
    [InlineData("reschedule")]
    [InlineData("change")]
    [InlineData("replay")]
    public async Task What_a_caller_commits_after_claims_have_passed_it_is_found_though_the_queue_is_never_empty(string call)
    {
        var (other, request, early) = (Open(), await RequestAsync(10), DateTimeOffset.UtcNow.AddHours(-1));
        var failed = (await Store.Jobs.InsertAsync([Job(early)], false, default)).Single().Id;
        var running = (await Store.Jobs.ClaimAsync(request, default)).ShouldHaveSingleItem();
        await Store.Jobs.RecordAsync([Succeeded(running) with { Kind = OutcomeKind.Failed }], default);
        var later = await InsertAsync(Job(DateTimeOffset.UtcNow.AddHours(1)));
        var by = new AuditOrigin("ann", "host");
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await (call switch
        {
            "reschedule" => Store.Transactions!.RescheduleAsync(transaction, later, early, by, default),
            "change" => Store.Transactions!.ChangeAsync(transaction, [later], new StoredJobChange { DueAt = early }, by, default),
            _ => (Task)Store.Transactions!.ReplayAsync(transaction, [failed], by, default),
        });
        await Store.Jobs.InsertAsync(Jobs(200), false, default);
        (await Store.Jobs.ClaimAsync(request, default)).Count.ShouldBe(10);
        await transaction.CommitAsync();
        var committed = TimeProvider.System.GetTimestamp();

        for (bool isFound = false; !isFound;)
        {
            await other.Jobs.InsertAsync(Jobs(10), false, default);
            isFound = (await Store.Jobs.ClaimAsync(request, default)).Any(job => job.Id == (call == "replay" ? failed : later));
            TimeProvider.System.GetElapsedTime(committed).ShouldBeLessThan(Interval + TimeSpan.FromSeconds(10));
        }
    }

    [Fact]
    public async Task Jobs_that_wait_again_move_back_the_place_of_their_queue_alone()
    {
        var mail = new JobQueue("mail", JobMasterPriority.Medium);
        var places = (await FillAsync(Queue), await FillAsync(mail));
        var request = await RequestAsync(2);
        var running = await Store.Jobs.ClaimAsync(request, default);
        places.Item1 = Store.Watermarks.Next(Queue, Free);
        var ahead = await InsertAsync(Job(DateTimeOffset.UtcNow.AddHours(1)));
        (await Store.Jobs.RescheduleAsync(ahead, DateTimeOffset.UtcNow.AddHours(2), default)).ShouldBeTrue();
        Store.Watermarks.Next(Queue, Free).ShouldBe(places.Item1, "nothing came in behind it");

        await Store.Jobs.RecordAsync([Succeeded(running[0]) with { Kind = OutcomeKind.Release }], default);
        Store.Watermarks.Next(Queue, Free).IsBehind(places.Item1).ShouldBeTrue();
        await ClaimAllAsync(request);
        (await Store.Jobs.RescheduleAsync(ahead, DateTimeOffset.UtcNow.AddHours(-1), default)).ShouldBeTrue();
        Store.Watermarks.Next(Queue, Free).IsBehind(places.Item1).ShouldBeTrue();
        await ClaimAllAsync(request);
        await Store.Jobs.RecordAsync([Succeeded(running[1]) with { Kind = OutcomeKind.Failed }], default);
        (await Store.Jobs.ReplayAsync([running[1].Id], default)).ShouldHaveSingleItem().Kind.ShouldBe(ReplayKind.Replayed);
        await ClaimAllAsync(request);
        await Store.Sessions.EndAsync([request.SessionId], default);
        (await Store.Jobs.RescueAsync(new RescueRequest(100, 5), default)).ShouldNotBeEmpty();
        Store.Watermarks.Next(Queue, Free).ShouldBe(QueuePlace.Start);

        Store.Watermarks.Next(mail, Free).ShouldBe(places.Item2);
    }

    [Theory]
    [InlineData("insert")]
    [InlineData("reschedule")]
    [InlineData("release")]
    [InlineData("unpark")]
    [InlineData("rescue")]
    public async Task What_was_committed_though_the_reply_was_lost_is_claimed_next(string call)
    {
        var request = await RequestAsync(100);
        var running = (await FillOneAsync(request, call)).Single();
        await FillAsync(Queue);
        var parts = Store.Parts with { Runner = new LosingRunner(Store.Parts.Runner) };
        var (entry, exit) = (new PostgresJobEntry(parts), new SqlJobExit(parts));
        var losing = new SqlJobStore(
            parts, new SqlJobInsert(parts, entry), new PostgresJobClaim(parts, Store.Watermarks), new SqlJobRecord(parts, exit), entry,
            exit);
        var late = Job(DateTimeOffset.UtcNow.AddHours(-1));

        await Should.ThrowAsync<IOException>(() => call switch
        {
            "insert" => losing.InsertAsync([late], false, default),
            "reschedule" => losing.RescheduleAsync(running.Id, DateTimeOffset.UtcNow.AddHours(-1), default),
            "release" => losing.RecordAsync([Succeeded(running) with { Kind = OutcomeKind.Release }], default),
            "unpark" => losing.UnparkAsync(new UnparkRequest { DefinitionIds = [running.DefinitionId], Lanes = [Queue.Lane] }, default),
            _ => losing.RescueAsync(new RescueRequest(100, 5), default),
        });

        var next = (await Store.Jobs.ClaimAsync((await RequestAsync(1)) with { Prefetch = 0 }, default)).ShouldHaveSingleItem();
        next.Id.ShouldBe(call == "insert" ? late.Id : running.Id);
    }

    [Fact]
    public async Task What_an_earlier_sending_stored_is_claimed_next_once_a_later_one_is_told_so()
    {
        await FillAsync(Queue);
        var late = Job(DateTimeOffset.UtcNow.AddHours(-1));
        await Open().Jobs.InsertAsync([late], false, default);

        (await Store.Jobs.InsertAsync([late], mayBeStored: true, default)).Single().IsNew.ShouldBeFalse();

        (await Store.Jobs.ClaimAsync(await RequestAsync(1), default)).ShouldHaveSingleItem().Id.ShouldBe(late.Id);
    }

    [Fact]
    public async Task Released_and_rescued_jobs_are_claimed_next()
    {
        await Store.Jobs.InsertAsync(Jobs(30), false, default);
        var request = await RequestAsync(5);
        var first = await Store.Jobs.ClaimAsync(request, default);
        await Store.Jobs.ClaimAsync(request, default);

        await Store.Jobs.RecordAsync([.. first.Select(job => Succeeded(job) with { Kind = OutcomeKind.Release })], default);
        var again = await Store.Jobs.ClaimAsync(request, default);
        again.Select(job => job.Id).ShouldBe(first.Select(job => job.Id));

        await Store.Sessions.EndAsync([request.SessionId], default);
        await Store.Jobs.RescueAsync(new RescueRequest(100, 5), default);
        (await Store.Jobs.ClaimAsync(await RequestAsync(5), default)).Select(job => job.Id).ShouldBe(first.Select(job => job.Id));
    }

    /// <summary>Has jobs of a queue claimed.</summary>
    /// <returns>The place behind them.</returns>
    private async Task<QueuePlace> FillAsync(JobQueue queue)
    {
        await Store.Jobs.InsertAsync([.. Jobs(10).Select(job => job with { Lane = queue.Lane })], false, default);
        var request = (await RequestAsync(5)) with { Queues = [new QueueShare(queue, 1000)] };
        (await Store.Jobs.ClaimAsync(request, default)).Count.ShouldBe(5);
        var place = Store.Watermarks.Next(queue, Free);
        place.ShouldNotBe(QueuePlace.Start);
        return place;
    }

    /// <summary>Brings one job to where a call makes it wait again.</summary>
    private async Task<IReadOnlyList<StoredJob>> FillOneAsync(ClaimRequest request, string call)
    {
        await Store.Jobs.InsertAsync(Jobs(1), false, default);
        var jobs = await Store.Jobs.ClaimAsync(request, default);
        var (kind, reason) = call switch
        {
            "reschedule" => (OutcomeKind.Snooze, (ParkedReason?)null),
            "unpark" => (OutcomeKind.Park, ParkedReason.UnknownDefinition),
            _ => (OutcomeKind.Succeeded, null),
        };
        if (kind != OutcomeKind.Succeeded)
        {
            var outcome = Succeeded(jobs[0]) with { Kind = kind, Delay = TimeSpan.FromHours(1), ParkedReason = reason };
            await Store.Jobs.RecordAsync([outcome], default);
        }

        if (call == "rescue")
        {
            await Store.Sessions.EndAsync([request.SessionId], default);
        }

        return jobs;
    }

    private Task<IReadOnlyList<StoredJob>> ClaimAllAsync(ClaimRequest request) =>
        Store.Jobs.ClaimAsync(request with { FreeSlots = 1000 }, default);

    private static void End(ClaimWatermarks.ClaimOnItsWay claim, ClaimFilter filter, QueuePlace from, QueuePlace last)
    {
        using (claim)
        {
            claim.Ended(filter, from, last);
        }
    }

    private static QueuePlace Place(int at) => new(DateTimeOffset.UnixEpoch.AddSeconds(at), at);

    /// <summary>Commits each unit that writes, and then loses the reply.</summary>
    private sealed class LosingRunner(ISqlRunner inner) : ISqlRunner
    {
        public Task<T> ReadAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken) => inner.ReadAsync(unit, cancellationToken);

        public async Task<T> WriteAsync<T>(SqlUnit<T> unit, CancellationToken cancellationToken)
        {
            await inner.WriteAsync(unit, cancellationToken);
            throw new IOException("the connection broke");
        }

        public T Beat<T>(bool writes, Func<SqlCommands, T> unit) => inner.Beat(writes, unit);

        public Task<SqlCommands> JoinAsync(DbTransaction transaction, CancellationToken cancellationToken) =>
            inner.JoinAsync(transaction, cancellationToken);
    }
}
