using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace JobMaster.AspNetCore.Tests.OpenApi;

/// <summary>A version of the API only adds to the one before.</summary>
public sealed class AdditiveTests
{
    private const string Jobs = "/clusters/{clusterId}/jobs";

    private const string HowToAccept = "The API takes back what tests/JobMaster.AspNetCore.Tests/OpenApi/promises.txt says, which breaks "
        + "its callers. docs/api.md says what a version may change. Additions are put into the file by JOBMASTER_ACCEPT_API=1 dotnet test "
        + "tests/JobMaster.AspNetCore.Tests --filter AdditiveTests; a line is taken out by hand only.";

    private static bool IsToBeAccepted => Environment.GetEnvironmentVariable("JOBMASTER_ACCEPT_API") == "1";

    [Fact]
    public void The_document_keeps_every_promise_of_the_baseline()
    {
        var before = File.Exists(Baseline()) ? File.ReadAllLines(Baseline()) : [];
        var after = OpenApiPromises.Of(Document());
        OpenApiPromises.Broken(before, after).ShouldBeEmpty(HowToAccept);
        if (IsToBeAccepted)
        {
            File.WriteAllText(Baseline(), string.Join('\n', OpenApiPromises.Both(before, after)) + "\n");
        }

        before.ShouldContain($"GET {Jobs} is there");
        before.ShouldContain("answer ProblemBody always has detail");
        before.ShouldContain("answer JobView always has state");
        before.ShouldContain("body SubmitBody takes priority: \"High\"");
    }

    [Theory]
    [InlineData("a route", $"gone: GET {Jobs} is there")]
    [InlineData("a query parameter", $"gone: GET {Jobs} takes query tenant: string")]
    [InlineData("a value of a query parameter", $"gone: GET {Jobs} takes query order: \"OldestFirst\"")]
    [InlineData("a member of an answer", "gone: answer JobView has error: string")]
    [InlineData("that a member is always there", "gone: answer JobView always has state")]
    [InlineData("the type of a member", "gone: answer JobView has failures: integer int32")]
    [InlineData("a member of a body", "gone: body SubmitBody takes queue: string")]
    [InlineData("null for a member of a body", "gone: body SubmitBody takes queue: null")]
    [InlineData("that a member of a body may be left out", "new: body SubmitBody needs definitionId")]
    [InlineData("that a body may be left out", $"new: POST {Jobs}/{{id}}/cancel needs a body")]
    [InlineData("that a query parameter may be left out", $"new: GET {Jobs} needs query tenant")]
    [InlineData("an answer", $"gone: GET {Jobs} may answer 200 application/json JobList")]
    [InlineData("who may call", $"gone: GET {Jobs} is open to Read")]
    public void Taking_something_back_is_named(string taken, string expected)
    {
        var later = Document();
        Take(later, taken);

        OpenApiPromises.Broken(OpenApiPromises.Of(Document()), OpenApiPromises.Of(later)).ShouldContain(expected);
    }

    [Fact]
    public void Additions_break_nothing_and_are_promises_from_then_on()
    {
        var before = OpenApiPromises.Of(Document());
        var later = Document();
        var search = later["paths"]![Jobs]!["get"]!;
        search["parameters"]!.AsArray().Add(new JsonObject
        {
            ["name"] = "owner", ["in"] = "query", ["required"] = false, ["schema"] = new JsonObject { ["type"] = "string" },
        });
        Member(later, "SubmitBody", "owner", "string");
        Member(later, "JobView", "owner", "string");
        later["components"]!["schemas"]!["NewBody"] = new JsonObject
        {
            ["properties"] = new JsonObject { ["name"] = new JsonObject { ["type"] = "string" } }, ["required"] = new JsonArray("name"),
        };
        var added = later["paths"]![$"{Jobs}/batch"]!["post"]!.DeepClone();
        added["requestBody"]!["content"]!["application/json"]!["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/NewBody" };
        later["paths"]!.AsObject()["/clusters/{clusterId}/new"] = new JsonObject { ["post"] = added };
        var after = OpenApiPromises.Of(later);

        OpenApiPromises.Broken(before, after).ShouldBeEmpty();

        var both = OpenApiPromises.Both(before, after);
        both.ShouldBe(after);
        both.ShouldContain("body NewBody needs name");
        OpenApiPromises.Broken(both, before).ShouldContain("gone: answer JobView has owner: string");
    }

    [Fact]
    public void What_was_taken_back_stays_in_the_file_when_additions_are_accepted()
    {
        var later = Document();
        Take(later, "a member of an answer");

        OpenApiPromises.Both(OpenApiPromises.Of(Document()), OpenApiPromises.Of(later)).ShouldContain("answer JobView has error: string");
    }

    private static void Take(JsonNode document, string what)
    {
        var search = document["paths"]![Jobs]!["get"]!;
        var schemas = document["components"]!["schemas"]!;
        var parameters = search["parameters"]!.AsArray();
        var tenant = parameters.Single(one => (string?)one!["name"] == "tenant")!;
        Action take = what switch
        {
            "a route" => () => document["paths"]![Jobs]!.AsObject().Remove("get"),
            "a query parameter" => () => parameters.Remove(tenant),
            "a value of a query parameter" => () =>
                parameters.Single(one => (string?)one!["name"] == "order")!["schema"]!["enum"]!.AsArray().RemoveAt(1),
            "a member of an answer" => () => schemas["JobView"]!["properties"]!.AsObject().Remove("error"),
            "that a member is always there" => () => schemas["JobView"]!["required"] = new JsonArray("id"),
            "the type of a member" => () => Member(document, "JobView", "failures", "string"),
            "a member of a body" => () => schemas["SubmitBody"]!["properties"]!.AsObject().Remove("queue"),
            "null for a member of a body" => () => Member(document, "SubmitBody", "queue", "string"),
            "that a member of a body may be left out" => () => schemas["SubmitBody"]!["required"] = new JsonArray("definitionId"),
            "that a body may be left out" => () =>
                document["paths"]![$"{Jobs}/{{id}}/cancel"]!["post"]!["requestBody"]!["required"] = true,
            "that a query parameter may be left out" => () => tenant["required"] = true,
            "an answer" => () => search["responses"]!.AsObject().Remove("200"),
            "who may call" => () => search["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray("Admin") }),
            _ => throw new ArgumentException($"'{what}' is not known.", nameof(what)),
        };
        take();
    }

    private static void Member(JsonNode document, string schema, string name, string type) =>
        document["components"]!["schemas"]![schema]!["properties"]![name] = new JsonObject { ["type"] = type };

    private static JsonNode Document() => JsonNode.Parse(OpenApiWriter.Write(JobMasterApiExtensions.Routes))!;

    private static string Baseline([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "promises.txt");
}
