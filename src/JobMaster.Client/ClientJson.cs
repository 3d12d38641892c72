using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.Client;

/// <summary>How bodies are written and read. Members that a later server adds are skipped.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JobSubmission))]
[JsonSerializable(typeof(JobSubmissions))]
[JsonSerializable(typeof(SubmittedJob))]
[JsonSerializable(typeof(SubmittedJobs))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobPage))]
[JsonSerializable(typeof(ReasonText))]
[JsonSerializable(typeof(ProblemText))]
internal sealed partial class ClientJson : JsonSerializerContext;

/// <summary>Why a job is cancelled.</summary>
internal sealed record ReasonText(string? Reason);

/// <summary>The problem that the API reports for a refused call.</summary>
internal sealed record ProblemText(string? Type, string? Detail, string? Path);
