using System.Net;
using System.Text;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.OpenApi;

namespace JobMaster.AspNetCore.Tests.Fuzz;

/// <summary>An answer that the document does not describe is found.</summary>
public sealed class FuzzAnswerTests
{
    private const string Problem = """{"type":"urn:jobmaster:problem:not-found","title":"Not Found","status":404,"detail":"None."}""";

    [Theory]
    [InlineData("getCluster", 200, "application/json", """{"id":"default","mode":"Active"}""", null)]
    [InlineData("getCluster", 200, "application/json", """{"id":"default"}""", "$.mode is missing")]
    [InlineData("getCluster", 200, "text/plain", "default", "a body of 'text/plain'")]
    [InlineData("getCluster", 202, "application/json", "{}", "202 is not in the document")]
    [InlineData("getCluster", 404, "application/problem+json", Problem, null)]
    [InlineData("getCluster", 403, "application/problem+json", Problem, "another status in the body")]
    [InlineData("getCluster", 404, "application/json", Problem, "not a problem")]
    [InlineData("getCluster", 404, "application/problem+json", """{"type":"x","status":404}""", "$.detail is missing")]
    [InlineData("none", 404, "application/problem+json", Problem, null)]
    [InlineData("none", 200, "application/json", "{}", "200 of no route")]
    [InlineData("getCluster", 500, "application/problem+json", Problem, "500")]
    public async Task What_the_document_does_not_describe_is_found(
        string operation, int status, string media, string body, string? expected)
    {
        var answers = new FuzzAnswers(JsonElement.Parse(OpenApiWriter.Write(JobMasterApiExtensions.Routes)));
        using var response = new HttpResponseMessage((HttpStatusCode)status);
        response.Content = new StringContent(body, Encoding.UTF8, media);
        response.Headers.Add(FuzzAnswers.Header, operation);
        var faults = await answers.FaultsAsync(response);
        (expected is null ? faults.Count == 0 : faults.Any(fault => fault.Contains(expected, StringComparison.Ordinal)))
            .ShouldBeTrue(string.Join(", ", faults));
    }
}
