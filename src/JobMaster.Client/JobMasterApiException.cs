using System.Net;

namespace JobMaster.Client;

/// <summary>The API refused a call, or could not be reached.</summary>
/// <param name="message">The text of the API: what is wrong, and how to fix it.</param>
/// <param name="status">The status; null when there was no answer.</param>
/// <param name="innerException">Why there was no answer.</param>
public sealed class JobMasterApiException(string message, HttpStatusCode? status, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The status; null when there was no answer.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>The name of the problem, such as <c>wrong-state</c>; null when the answer was not the API's.</summary>
    public string? Problem { get; init; }

    /// <summary>The place in the body, as a JSON path.</summary>
    public string? Path { get; init; }
}
