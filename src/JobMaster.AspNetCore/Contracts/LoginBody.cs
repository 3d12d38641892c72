namespace JobMaster.AspNetCore.Contracts;

/// <summary>The user who logs in.</summary>
internal sealed record LoginBody
{
    /// <summary>The user's name in the configuration.</summary>
    public string? Name { get; init; }

    public string? Password { get; init; }

    /// <summary>Without the password.</summary>
    public override string ToString() => $"LoginBody of {Name}";
}
