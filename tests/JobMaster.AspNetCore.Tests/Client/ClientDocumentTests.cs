using System.Reflection;
using System.Text.Json;
using JobMaster.AspNetCore.Tests.OpenApi;
using JobMaster.Client;

namespace JobMaster.AspNetCore.Tests.Client;

/// <summary>What the client sends and reads stands in the OpenAPI document, under the same name and of the same type.</summary>
public sealed class ClientDocumentTests
{
    private static readonly JsonElement Document = JsonElement.Parse(OpenApiWriter.Write(JobMasterApiExtensions.Routes));

    [Theory]
    [InlineData(typeof(JobSubmission), "SubmitBody")]
    [InlineData(typeof(JobSubmissions), "SubmitManyBody")]
    [InlineData(typeof(SubmittedJob), "SubmittedJob")]
    [InlineData(typeof(SubmittedJobs), "SubmittedJobs")]
    [InlineData(typeof(JobRow), "JobRow")]
    [InlineData(typeof(Job), "JobView")]
    [InlineData(typeof(JobPage), "JobList")]
    [InlineData(typeof(ReasonText), "ReasonBody")]
    [InlineData(typeof(ProblemText), "ProblemBody")]
    public void Its_members_are_those_of_the_document(Type type, string schema)
    {
        var described = Document.GetProperty("components").GetProperty("schemas").GetProperty(schema);
        var properties = described.GetProperty("properties");
        var required = described.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()).ToHashSet()
            : [];
        var members = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        members.ShouldNotBeEmpty();
        foreach (var member in members)
        {
            string name = JsonNamingPolicy.CamelCase.ConvertName(member.Name);
            properties.TryGetProperty(name, out var property).ShouldBeTrue($"{schema} has no '{name}'");
            Fits(member.PropertyType, property).ShouldBeTrue($"{schema}.{name}: {member.PropertyType} is not {property}");
            if (member.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute)) && type != typeof(JobSubmission))
            {
                required.ShouldContain(name, $"{schema} may lack '{name}', which the client requires");
            }
        }
    }

    [Fact]
    public void Its_states_and_query_are_those_of_the_document()
    {
        var search = Document.GetProperty("paths").GetProperty("/clusters/{clusterId}/jobs").GetProperty("get");
        var parameters = search.GetProperty("parameters").EnumerateArray().ToDictionary(one => one.Text("name"));
        var state = parameters["state"].GetProperty("schema").GetProperty("items").GetProperty("enum").EnumerateArray()
            .Select(one => one.GetString());
        typeof(JobStates).GetFields().Select(field => (string?)field.GetRawConstantValue()).ShouldBe(state, ignoreOrder: true);
        var query = new JobQuery
        {
            State = "a", DefinitionId = "a", WorkerLane = "a", Tenant = "a", IdempotencyKey = "a", ScheduleId = Guid.Empty,
            CreatedFrom = default(DateTimeOffset), CreatedBefore = default(DateTimeOffset), FinalizedFrom = default(DateTimeOffset),
            FinalizedBefore = default(DateTimeOffset), OldestFirst = true,
        };
        var sent = query.ToQuery("next").TrimStart('?').Split('&').Select(one => one.Split('=')[0]).ToList();
        sent.Count.ShouldBe(13);
        sent.ShouldAllBe(name => parameters.ContainsKey(name));
        foreach (var (path, method) in new[]
        {
            ("jobs", "post"), ("jobs/batch", "post"), ("jobs/{id}", "get"), ("jobs/{id}/cancel", "post"),
        })
        {
            Document.GetProperty("paths").GetProperty($"/clusters/{{clusterId}}/{path}").TryGetProperty(method, out _).ShouldBeTrue(path);
        }
    }

    private static bool Fits(Type type, JsonElement property)
    {
        string json = property.GetRawText();
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(JsonElement) ? !property.TryGetProperty("type", out _)
            : type == typeof(Guid) ? json.Contains("\"uuid\"", StringComparison.Ordinal)
            : type == typeof(DateTimeOffset) ? json.Contains("\"date-time\"", StringComparison.Ordinal)
            : type == typeof(int) ? json.Contains("\"integer\"", StringComparison.Ordinal)
            : type == typeof(double) ? json.Contains("\"number\"", StringComparison.Ordinal)
            : type == typeof(bool) ? json.Contains("\"boolean\"", StringComparison.Ordinal)
            : type == typeof(string) ? json.Contains("\"string\"", StringComparison.Ordinal) || property.TryGetProperty("enum", out _)
            : json.Contains("\"array\"", StringComparison.Ordinal);
    }
}
