using System.Text.Json;
using JobMaster.AspNetCore.Access;
using JobMaster.AspNetCore.Calls;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Endpoints;

/// <summary>A null in a change: the caller means to remove a value, and the change would leave it as it is.</summary>
internal static class NullMembers
{
    /// <exception cref="ApiProblem">400.</exception>
    /// <param name="call">The call, whose body has been read.</param>
    /// <param name="members">Members that are not removed by a null, each with what removes it; null for one that is always there.</param>
    public static void Check(ApiCall call, params ReadOnlySpan<(string Name, string? Remover)> members)
    {
        using var body = JsonDocument.Parse(
            BodyText.WithoutMark(call.Bytes!).ToArray(), new JsonDocumentOptions { MaxDepth = Redactor.Deep.MaxDepth });
        foreach (var (name, remover) in members)
        {
            foreach (var member in body.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.Null && member.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    throw ApiProblem.BadBody(
                        $"$.{name}",
                        $"'{name}' is null, which would change nothing. "
                        + (remover is null ? "Give a value, or leave it out." : $"To remove it give {remover}; else leave it out."));
                }
            }
        }
    }
}
