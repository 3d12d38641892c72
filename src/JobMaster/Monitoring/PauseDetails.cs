namespace JobMaster;

/// <summary>A pause in force.</summary>
/// <param name="Since">When it was ordered, by the store's clock.</param>
/// <param name="Until">When it ends by itself, by the store's clock; null if only a resume ends it.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Reason">The reason; null if none was given.</param>
public sealed record PauseDetails(DateTimeOffset Since, DateTimeOffset? Until, string By, string? Reason);
