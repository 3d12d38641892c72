namespace JobMaster;

/// <summary>A pause that holds.</summary>
/// <param name="Since">When it was ordered, by the store's clock.</param>
/// <param name="Until">When it ends by itself, by the store's clock; null for not before it is resumed.</param>
/// <param name="By">Who ordered it.</param>
/// <param name="Reason">Why; null when nobody said.</param>
public sealed record PauseDetails(DateTimeOffset Since, DateTimeOffset? Until, string By, string? Reason);
