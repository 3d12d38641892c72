using Microsoft.Extensions.Logging;

namespace JobMaster;

/// <summary>A line that a handler wrote to its job's log.</summary>
/// <param name="ClaimNo">The attempt that wrote it.</param>
/// <param name="At">The time, by the writing node's clock.</param>
/// <param name="Level">The severity.</param>
/// <param name="Text">The text.</param>
public sealed record JobLogLine(int ClaimNo, DateTimeOffset At, LogLevel Level, string Text);

/// <summary>A page of the lines of a job.</summary>
/// <param name="Lines">The lines, oldest first.</param>
/// <param name="Next">Where the next page continues; null if there are no more lines now.</param>
public sealed record JobLogPage(IReadOnlyList<JobLogLine> Lines, long? Next);
