using System.Data.Common;
using System.Globalization;
using System.Text;
using JobMaster.Scheduling;
using JobMaster.Storage;
using Microsoft.Extensions.Logging;

namespace JobMaster.Execution;

/// <summary>The attempt that a handler sees as <c>job.Attempt</c>, with its reports so far.</summary>
internal sealed class RunningAttempt(StoredJob job, NodeServices node, AttemptReporter reporter) : JobAttempt, IOwner, IDisposable
{
    public const int MaxLogLines = 1000;

    /// <summary>Keeps a job that snoozes with no delay from running without a pause.</summary>
    private static readonly TimeSpan ShortestSnooze = TimeSpan.FromMilliseconds(100);

    private static readonly string NoMoreLines = string.Create(
        CultureInfo.InvariantCulture, $"The lines after this one are not kept: an attempt keeps {MaxLogLines:N0} lines of its handler.");

    private readonly Lock _lock = new();
    private readonly long _started = node.Time.GetTimestamp();
    private List<JobLogLine>? _unsavedLines;
    private DbTransaction? _finishedIn;
    private bool _hasReported;
    private int _lines;
    private bool _progressUnsaved;
    private bool _ended;
    private bool _holdsThread;
    private bool _skipped;
    private string? _waitsBy;
    private Task _linesSaved = Task.CompletedTask;

    public StoredJob Job { get; } = job;

    public AttemptStop Stop { get; } = new(job, node.Time, reporter.CallbackFailed);

    public override int Number => Job.ClaimNo;

    public TimeSpan Elapsed => node.Time.GetElapsedTime(_started);

    public double? Progress { get; private set; }

    public string? ProgressText { get; private set; }

    public string? Result { get; private set; }

    public TimeSpan? SnoozeFor { get; private set; }

    /// <summary>The key of the limit to rest, and for how long.</summary>
    public (string Key, TimeSpan For)? Rest { get; private set; }

    public string? FailReason { get; private set; }

    /// <summary>Whether the handler finished the job in its own transaction. It may or may not have been committed.</summary>
    public bool FinishedInTransaction { get; private set; }

    /// <summary>
    /// The first call that would change the outcome and came after <see cref="FinishInAsync"/>, or null. It counts only if that transaction
    /// is rolled back, which is not known at the call: the end of the attempt logs it.
    /// </summary>
    public string? CalledAfterFinish { get; private set; }

    /// <summary>Whether the handler asked for another run or gave up after <see cref="FinishInAsync"/>, as after a rollback.</summary>
    public bool AskedAfterFinish => CalledAfterFinish is not null && (SnoozeFor is not null || FailReason is not null);

    /// <summary>The objects to dispose after the attempt; null if there are none.</summary>
    public OwnedObjects? Owned { get; private set; }

    /// <summary>Whether the attempt has an outcome even if its handler does not run.</summary>
    public bool HasEnding => _skipped || SnoozeFor is not null || FailReason is not null || FinishedInTransaction;

    /// <summary>Whether the handler was called and has not returned its task yet, so that it holds a thread.</summary>
    public bool HoldsThread
    {
        get => Volatile.Read(ref _holdsThread);
        set => Volatile.Write(ref _holdsThread, value);
    }

    /// <summary>Whether the log already says that the handler ignores its token.</summary>
    public bool IsReportedOverdue { get; set; }

    public override void ReportProgress(double fraction, string? text = null)
    {
        if (fraction is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(fraction), fraction, FormattableString.Invariant($"Progress goes from 0 to 1; {fraction} does not lie there."));
        }

        Change(() => (Progress, ProgressText, _progressUnsaved, _hasReported) = (fraction, Shortened(text, 1000), true, true));
        reporter.Changed(this);
    }

    public override void SetResult<TResult>(TResult result)
    {
        if (result is not null
            && (node.Payloads.WhyNotWritten(typeof(TResult)) ?? node.Payloads.WhyLost(result, typeof(TResult))) is { } whyLost)
        {
            throw new ArgumentException($"The result of job {Job.Id} would be stored without a part of it. {whyLost}", nameof(result));
        }

        var json = result is null ? "null" : node.Payloads.Serialize(result, typeof(TResult), "result");
        if (result is not null && node.Payloads.WhyCut(json, result, typeof(TResult)) is { } whyCut)
        {
            throw new ArgumentException($"The result of job {Job.Id} would be stored without a part of it. {whyCut}", nameof(result));
        }

        var size = Encoding.UTF8.GetByteCount(json);
        if (size > node.Options.MaxMessageByteSize)
        {
            throw new JobRejectedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The result of job {Job.Id} is {size:N0} bytes; the limit is {node.Options.MaxMessageByteSize:N0}. Store it " +
                    $"elsewhere and return a reference, or raise ClusterMaxMessageByteSize."));
        }

        ChangeOutcome(nameof(SetResult), () => Result = json);
    }

    public override void Log(LogLevel level, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Change(() =>
        {
            if (++_lines <= MaxLogLines)
            {
                AddLine(level, text);
            }
            else if (_lines == MaxLogLines + 1)
            {
                AddLine(LogLevel.Warning, NoMoreLines);
            }
        });
        reporter.Changed(this);
    }

    /// <summary>Adds a line of the library. It is kept even if the handler has written the most lines.</summary>
    public void Note(LogLevel level, string text) => Change(() => AddLine(level, text));

    public override void Snooze(TimeSpan delay)
    {
        if (delay < TimeSpan.Zero || delay == TimeSpan.MaxValue)
        {
            throw new ArgumentOutOfRangeException(
                nameof(delay), delay,
                delay < TimeSpan.Zero
                    ? "A job cannot wait for less than no time. Use zero to run it again at once."
                    : "TimeSpan.MaxValue means never. Give the time until the next run, or call Fail to end the job.");
        }

        ChangeOutcome(nameof(Snooze), () =>
        {
            ThrowIfFailed(nameof(Snooze));
            SnoozeFor = delay < ShortestSnooze ? ShortestSnooze : delay;
            _waitsBy = nameof(Snooze);
        });
    }

    public override void Throttle(string limit, TimeSpan retryAfter)
    {
        ArgumentNullException.ThrowIfNull(limit);
        var keys = StoredLimits.Keys(Job.Limits);
        var key = Array.Find(keys, key => key == limit) ?? Array.Find(keys, key => StoredLimits.LimitOf(key) == limit)
            ?? throw new ArgumentException(
                $"Job {Job.Id} is not under the limit '{limit}', "
                + (keys.Length == 0 ? "nor under any other." : $"but under {string.Join(", ", keys.Select(one => $"'{one}'"))}."),
                nameof(limit));
        if (retryAfter <= TimeSpan.Zero || retryAfter > TimeSpan.FromDays(1))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The time {retryAfter:c} must be more than zero and at most a day."), nameof(retryAfter));
        }

        ChangeOutcome(nameof(Throttle), () =>
        {
            ThrowIfFailed(nameof(Throttle));
            SnoozeFor = retryAfter < ShortestSnooze ? ShortestSnooze : retryAfter;
            Rest = (key, retryAfter);
            _waitsBy = nameof(Throttle);
        });
    }

    public override void Fail(string reason) => ChangeOutcome(nameof(Fail), () =>
    {
        ThrowIfSnoozed(nameof(Fail));
        FailReason = string.IsNullOrWhiteSpace(reason) ? "The handler called Fail without a reason." : reason;
    });

    public override void SkipHandler(string reason) => Change(() =>
    {
        _skipped = true;
        AddLine(LogLevel.Information, $"A middleware left out the handler: {reason ?? "it gave no reason"}");
    });

    public override async Task FinishInAsync(DbTransaction transaction, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var transactions = node.Store.Transactions ?? throw new InvalidOperationException(
            "The master has no transactions a handler could share. Return from the handler instead: its success is then recorded.");
        var outcome = new AttemptOutcome
        {
            JobId = Job.Id, ClaimNo = Job.ClaimNo, Kind = OutcomeKind.Succeeded, Duration = Elapsed,
            Result = Result, Progress = Progress, ProgressText = ProgressText, IsLimited = Job.Limits is not null,
        };
        var earlier = _finishedIn;
        Change(() =>
        {
            ThrowIfFailed(nameof(FinishInAsync));
            ThrowIfSnoozed(nameof(FinishInAsync));
            FinishedInTransaction = true;
        });
        if (await transactions.RecordAsync(transaction, outcome, cancellationToken).ConfigureAwait(false) != RecordResult.Fenced)
        {
            _finishedIn = transaction;
            lock (_lock)
            {
                CalledAfterFinish = null;
            }

            return;
        }

        if (earlier is not null && earlier == transaction)
        {
            throw FinishedBefore("in this transaction. Commit it and return");
        }

        if (earlier is not null && await IsRecordedAsync(cancellationToken).ConfigureAwait(false))
        {
            throw FinishedBefore("in a transaction that is committed. Roll this one back and return");
        }

        throw new JobFencedException($"Job {Job.Id}, claim {Job.ClaimNo}, was given to another worker. Roll the transaction back.");
    }

    /// <summary>Whether the history has the success of this attempt.</summary>
    public async Task<bool> IsRecordedAsync(CancellationToken cancellationToken)
    {
        var job = await node.Store.Reads.GetAsync(Job.Id, cancellationToken).ConfigureAwait(false);
        return job is { State: JobState.Succeeded } && job.ClaimNo == Job.ClaimNo;
    }

    /// <summary>Takes the reports that are not saved yet, or returns null.</summary>
    /// <param name="saved">Ends when the taken reports have been saved or given up; null if the caller itself would wait for it.</param>
    public AttemptReport? TakeReport(Task? saved)
    {
        lock (_lock)
        {
            if (!_progressUnsaved && _unsavedLines is null)
            {
                return null;
            }

            var report = new AttemptReport
            {
                JobId = Job.Id,
                ClaimNo = Job.ClaimNo,
                Progress = _progressUnsaved ? Progress : null,
                ProgressText = _progressUnsaved ? ProgressText : null,
                Lines = _unsavedLines ?? [],
            };
            _linesSaved = _unsavedLines is not null && saved is not null ? saved : _linesSaved;
            (_unsavedLines, _progressUnsaved) = (null, false);
            return report;
        }
    }

    /// <summary>Whether the handler reported anything. Valid once the attempt has ended.</summary>
    public bool HasReported
    {
        get
        {
            lock (_lock)
            {
                return _hasReported;
            }
        }
    }

    /// <summary>Whether log lines wait to be saved; progress is saved with the outcome.</summary>
    public bool HasUnsavedLines
    {
        get
        {
            lock (_lock)
            {
                return _unsavedLines is not null;
            }
        }
    }

    /// <summary>Ends when the log lines that others took have been saved.</summary>
    public Task LinesSaved
    {
        get
        {
            lock (_lock)
            {
                return _linesSaved;
            }
        }
    }

    /// <summary>Ends the attempt: from here on, the handler can report nothing more.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ended = true;
        }
    }

    public void Own(object created) => (Owned ??= new OwnedObjects()).Own(created);

    public void Dispose() => Stop.Dispose();

    private void AddLine(LogLevel level, string text)
    {
        _hasReported = true;
        (_unsavedLines ??= []).Add(new JobLogLine(Job.ClaimNo, node.Time.GetUtcNow(), level, Shortened(text, 4000)!));
    }

    private void Change(Action change)
    {
        lock (_lock)
        {
            if (_ended)
            {
                throw new InvalidOperationException(
                    $"The attempt of job {Job.Id} has ended: its handler has returned. Await everything a handler starts before it " +
                    "returns.");
            }

            change();
        }
    }

    private void ChangeOutcome(string call, Action change) => Change(() =>
    {
        change();
        CalledAfterFinish ??= FinishedInTransaction ? call : null;
    });

    private void ThrowIfFailed(string call)
    {
        if (FailReason is { } reason)
        {
            throw Contradiction(call, $"Fail has ended the job for good, with the reason '{Shortened(reason, 200)}'");
        }
    }

    private void ThrowIfSnoozed(string call)
    {
        if (SnoozeFor is { } delay)
        {
            throw Contradiction(call, FormattableString.Invariant($"{_waitsBy} has asked for another run after {delay:c}"));
        }
    }

    private InvalidOperationException Contradiction(string call, string earlier) => new(
        $"{call} was called in the attempt of job {Job.Id} after {earlier}. An attempt ends in one way: call one of them, and return.");

    private InvalidOperationException FinishedBefore(string where) => new(
        $"FinishInAsync was called twice: this attempt has finished job {Job.Id} {where}. Call it once; only after a rollback it may be " +
        "called again.");

    private static string? Shortened(string? text, int maxLength) => text?.Length > maxLength ? text[..maxLength] : text;
}
