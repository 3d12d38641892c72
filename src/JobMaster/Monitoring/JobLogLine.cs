using Microsoft.Extensions.Logging;

namespace JobMaster;

/// <summary>A line a handler wrote about its job.</summary>
/// <param name="ClaimNo">The attempt that wrote it.</param>
/// <param name="At">When, by the writing node's clock.</param>
/// <param name="Level">How serious.</param>
/// <param name="Text">What.</param>
public sealed record JobLogLine(int ClaimNo, DateTimeOffset At, LogLevel Level, string Text);

/// <summary>A page of the lines of a job.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Next">What to continue from; null when these were the last ones for now.</param>
public sealed record JobLogPage(IReadOnlyList<JobLogLine> Lines, long? Next);
