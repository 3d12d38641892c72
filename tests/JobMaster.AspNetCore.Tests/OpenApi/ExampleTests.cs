using System.Text.Json;
using System.Text.Json.Nodes;
using JobMaster.AspNetCore.Contracts;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>The examples of the document are what the API reads and writes.</summary>
public sealed class ExampleTests
{
    private static readonly JsonElement Document = JsonElement.Parse(OpenApiWriter.Write(JobMasterApiExtensions.Routes));
    private static readonly OpenApiFit Fit = new(Document);

    [Fact]
    public void Every_JSON_answer_has_an_example_that_fits_its_schema()
    {
        var answers = Operations().SelectMany(operation => operation.Value.GetProperty("responses").EnumerateObject()
            .Where(response => response.Value.TryGetProperty("content", out _))
            .SelectMany(response => response.Value.GetProperty("content").EnumerateObject()
                .Where(content => content.Name == "application/json")
                .Select(content => (Name: $"{operation.Path} {response.Name}", content.Value)))).ToList();
        answers.Count.ShouldBeGreaterThan(60);
        foreach (var (name, content) in answers.Where(answer => !answer.Name.StartsWith("/openapi.json", StringComparison.Ordinal)))
        {
            var schema = content.GetProperty("schema");
            foreach (var example in content.GetProperty("examples").EnumerateObject())
            {
                var own = schema.TryGetProperty("oneOf", out _) ? JsonElement.Parse(Reference(example.Name)) : schema;
                own.GetRawText().ShouldContain(example.Name, customMessage: name);
                Fit.Misfits(Value(example.Name), own).ShouldBeEmpty(name);
            }
        }
    }

    [Fact]
    public void Every_body_has_an_example_that_fits_its_schema()
    {
        var bodies = Operations().Where(operation => operation.Value.TryGetProperty("requestBody", out _)).ToList();
        bodies.Count.ShouldBeGreaterThan(30);
        foreach (var (path, operation) in bodies)
        {
            var content = operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            Fit.Misfits(content.GetProperty("example"), content.GetProperty("schema")).ShouldBeEmpty(path);
        }
    }

    [Fact]
    public void The_example_of_a_problem_fits_its_schema()
    {
        var problem = Document.GetProperty("components").GetProperty("responses").GetProperty("Problem").GetProperty("content")
            .GetProperty("application/problem+json");
        Fit.Misfits(problem.GetProperty("example"), problem.GetProperty("schema")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"id":"default"}""", "$.mode is missing")]
    [InlineData("""{"id":7,"mode":"Active"}""", "$.id is Number, not string")]
    [InlineData("""{"id":"default","mode":"Activ"}""", "$.mode is Activ, not of the enum")]
    public void What_does_not_fit_is_found(string value, string expected) =>
        Fit.Misfits(JsonElement.Parse(value), JsonElement.Parse(Reference(nameof(ClusterView)))).ShouldBe([expected]);

    private static IEnumerable<(string Path, JsonElement Value)> Operations() => Document.GetProperty("paths").EnumerateObject()
        .SelectMany(path => path.Value.EnumerateObject().Select(operation => ($"{path.Name} {operation.Name}", operation.Value)));

    private static JsonElement Value(string name) =>
        Document.GetProperty("components").GetProperty("examples").GetProperty(name).GetProperty("value");

    private static string Reference(string schema) => new JsonObject { ["$ref"] = $"#/components/schemas/{schema}" }.ToJsonString();
}
