namespace JobMaster.Client;

/// <summary>Where the API is, and how it is called.</summary>
public sealed class JobMasterClientOptions
{
    /// <summary>
    /// Where the API is mapped, with any prefix of a proxy, such as <c>https://jobs.example.org/jobmaster</c>. Default: the base address of
    /// the <see cref="HttpClient"/>.
    /// </summary>
    public Uri? Address { get; set; }

    /// <summary>The cluster. <value>The default is <c>default</c>.</value></summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The API key, <c>jmk_&lt;id&gt;_&lt;secret&gt;</c>. Default: none; a handler of the client may sign the calls.</summary>
    public string? ApiKey { get; set; }

    /// <summary>How often a call without an answer is tried in total. <value>The default is 4.</value></summary>
    public int MaxAttempts { get; set; } = 4;

    /// <summary>
    /// The first pause between attempts; each further one is twice as long. A <c>Retry-After</c> of the server takes precedence.
    /// <value>The default is 250 ms.</value>
    /// </summary>
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The clock for the pauses. <value>The default is the system's.</value></summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
