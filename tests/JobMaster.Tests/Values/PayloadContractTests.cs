using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Linq.Expressions;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JobMaster.Values;

namespace JobMaster.Tests.Values;

/// <summary>Which payload types come back from JSON as they were written, and what is said about those that do not.</summary>
public sealed partial class PayloadContractTests
{
    public static TheoryData<Type> Ordinary =>
    [
        typeof(int), typeof(string), typeof(decimal), typeof(bool), typeof(char), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset),
        typeof(DateOnly), typeof(TimeOnly),
        typeof(TimeSpan), typeof(Uri), typeof(Version), typeof(byte[]), typeof(DayOfWeek), typeof(int?), typeof(DayOfWeek?), typeof(Half),
        typeof(Int128),
        typeof(JsonElement), typeof(JsonElement?), typeof(JsonNode), typeof(JsonObject), typeof(JsonDocument),
        typeof(MessageData), typeof(JobMetadata),
        typeof(int[]), typeof(List<string>), typeof(IReadOnlyList<Order>), typeof(IEnumerable<int>), typeof(HashSet<int>),
        typeof(ISet<string>), typeof(Queue<int>), typeof(int[][]),
        typeof(ImmutableArray<int>), typeof(ImmutableList<string>), typeof(Dictionary<string, Order>),
        typeof(IReadOnlyDictionary<Guid, int>), typeof(Dictionary<DayOfWeek, int>), typeof(ImmutableDictionary<int, string>),
        typeof(KeyValuePair<string, int>), typeof(List<KeyValuePair<string, Order>>), typeof(Tuple<int, string>),
        typeof(ReadOnlyMemory<byte>),
        typeof(Order), typeof(Empty), typeof(Nested), typeof(Plain), typeof(Mutable), typeof(Required), typeof(Constructed), typeof(Chosen),
        typeof(Computed), typeof(Cached), typeof(Struct),
        typeof(ReadOnlyStruct), typeof(Struct?), typeof(Tree), typeof(Included), typeof(FieldIncluded), typeof(Ignored), typeof(Populated),
        typeof(Extra), typeof(Converted), typeof(WithConverted),
        typeof(Shape), typeof(Drawing), typeof(AbstractWithState), typeof(Generic<Order>), typeof(Inherited), typeof(Optional),
        typeof(WithContract),
    ];

    public static TheoryData<Type, string> Lossy => new()
    {
        { typeof(Fields), "'{0}.Number' is a public field, which is not written. Make it a property, or put [JsonInclude] on it." },
        { typeof((int, string)), "'{0}' is a tuple, whose items are not written. Use a record with the same values." },
        { typeof(Holder<(Order, int)>), "'{0}.Value' is a tuple, whose items are not written. Use a record with the same values." },
        { typeof(Hidden), "'{0}.Secret' may be left out of the JSON, by [JsonIgnore] or DefaultIgnoreCondition, and then nothing" },
        { typeof(HiddenWhenNull), "Give its constructor parameter a default value, or have it written always." },
        { typeof(PrivateSetter), "'{0}.Number' is written but cannot be set again when it is read. Give it an init or set accessor" },
        { typeof(GetOnly), "'{0}.Number' is written but cannot be set again" },
        { typeof(GetOnlyList), "'{0}.Lines' is written but cannot be set again" },
        { typeof(HiddenList), "'{0}.Lines' is written but cannot be set again" },
        { typeof(SetOnly), "'{0}.Number' has no getter, so it is never written." },
        { typeof(IAnimal),
            "'{0}' is an interface, so nothing says which class to read. Use the class itself, or name its classes with " +
            "[JsonDerivedType(typeof(…), \"…\")] on IAnimal." },
        { typeof(Animal), "'{0}' is abstract, so nothing says which class to read." },
        { typeof(Holder<IAnimal>), "'{0}.Value' is an interface" },
        { typeof(List<Animal>), "'{0}[]' is abstract" },
        { typeof(Unnamed), "has no type discriminator and comes back as its base" },
        { typeof(object),
            "'{0}' is an object, which comes back as a JsonElement whatever it was. Give it the type it has, or JsonElement." },
        { typeof(Holder<object>), "'{0}.Value' is an object" },
        { typeof(Dictionary<string, object>), "'{0}[]' is an object" },
        { typeof(Holder<Type>), "'{0}.Value' is a System.Type, which JSON cannot hold." },
        { typeof(Holder<Action>), "'{0}.Value' is a System.Action, which JSON cannot hold." },
        { typeof(Holder<IntPtr>), "which JSON cannot hold" },
        { typeof(Holder<CancellationToken>), "'{0}.Value' is a System.Threading.CancellationToken, whose content is not written." },
        { typeof(Holder<StringBuilder>), "whose content is not written" },
        { typeof(Holder<BigInteger>), "'{0}.Value' is a System.Numerics.BigInteger, which does not come back from JSON." },
        { typeof(Holder<Stream>),
            "'{0}.Value' is a System.IO.Stream, which does not come back from JSON. Store what it is made from, or put " +
            "[JsonIgnore] on it." },
        { typeof(Expression<Func<int>>), "which does not come back from JSON. Use a record of what it is made from." },
        { typeof(Stack<int>), "'{0}' is a stack, which comes back in reverse. Use a List." },
        { typeof(ReadOnlyCollection<int>), "which cannot be read back. Use List, an array or Dictionary." },
        { typeof(IAsyncEnumerable<int>), "which cannot be read back" },
        { typeof(NamedList), "'{0}' is a collection with a property of its own, 'Name', which is not written." },
        { typeof(Dictionary<Order, int>), "The keys of '{0}' are" },
        { typeof(int[,]), "which JSON cannot hold" },
        { typeof(TwoConstructors), "'{0}' has no constructor that JSON can be read with." },
        { typeof(Unbound), "'{0}' has a constructor whose parameters do not all belong to a property: order." },
    };

    [Theory]
    [MemberData(nameof(Ordinary))]
    public void An_ordinary_type_is_taken(Type type)
    {
        var contract = PayloadContract.Of(type, PayloadOptions.Default);

        contract.Problems.ShouldBeEmpty();
        contract.Text.ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Lossy))]
    public void What_would_be_lost_is_named_with_the_remedy(Type type, string problem) =>
        string.Join('\n', PayloadContract.Of(type, PayloadOptions.Default).Problems).ShouldContain(
            problem.Replace("{0}", JsonExcerpt.TypeName(type), StringComparison.Ordinal));

    [Fact]
    public void A_type_of_the_framework_has_one_remedy_and_not_one_for_each_of_its_properties() =>
        PayloadContract.Of(typeof(Holder<Exception>), PayloadOptions.Default).Problems.ShouldHaveSingleItem();

    [Fact]
    public void A_constructor_parameter_that_the_options_leave_out_has_a_default()
    {
        var options = PayloadOptions.ForPayloads(
            new JsonSerializerOptions { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault });

        PayloadContract.Of(typeof(Order), options).Problems.Count().ShouldBe(2);
        PayloadContract.Of(typeof(Mutable), options).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void The_callers_options_count()
    {
        PayloadContract.Of(typeof(Fields), new JsonSerializerOptions { IncludeFields = true }).Problems.ShouldBeEmpty();
        PayloadContract.Of(
            typeof(GetOnlyList),
            new JsonSerializerOptions { PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate }).Problems.ShouldBeEmpty();
        PayloadContract.Of(typeof(IAnimal), new JsonSerializerOptions { Converters = { new AnimalConverter() } }).Problems.ShouldBeEmpty();
        PayloadContract.Of(
            typeof(Order), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase }).Problems.ShouldBeEmpty();
    }

    [Fact]
    public void A_source_generated_context_is_taken_and_held_to_the_same()
    {
        var options = PayloadOptions.ForPayloads(GeneratedContext.Default.Options);

        PayloadContract.Of(typeof(Order), options).Problems.ShouldBeEmpty();
        PayloadContract.Of(typeof(Constructed), options).Problems.ShouldBeEmpty();
        PayloadContract.Of(typeof(Required), options).Problems.ShouldBeEmpty();
        PayloadContract.Of(typeof(Shape), options).Problems.ShouldBeEmpty();
        PayloadContract.Of(typeof(Fields), options).Problems.ShouldHaveSingleItem().ShouldContain("is a public field");
        PayloadContract.Of(typeof(Plain), options).Problems.ShouldHaveSingleItem().ShouldContain("has no JSON form");
    }

    [Fact]
    public void What_a_later_version_needs_must_be_in_the_payload()
    {
        var options = PayloadOptions.ForPayloads(new JsonSerializerOptions());
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Order>("""{"Number":7}""", options)).Message.ShouldContain("Name");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Order>("""{"Number":7,"Name":null}""", options)).Message.ShouldContain("Name");
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Order>("""{"Number":7,"Name":null}""", PayloadOptions.ForPayloads(null)));
        JsonSerializer.Deserialize<Optional>("""{"Number":7}""", options).ShouldBe(new Optional(7));
    }

    [Fact]
    public void A_reader_has_the_same_name_for_the_same_contracts_and_another_for_others()
    {
        var order = Name(("order", typeof(Order)));
        order.Length.ShouldBe(PayloadReader.Length);
        Name(("order", typeof(Order))).ShouldBe(order);
        Name(("order", typeof(Order)), ("empty", typeof(Empty))).ShouldBe(Name(("empty", typeof(Empty)), ("order", typeof(Order))));
        Name(("order", typeof(Optional))).ShouldNotBe(order);
        Name(("orders", typeof(Order))).ShouldNotBe(order);
        PayloadReader.NameOf(
            [("order", typeof(object), typeof(Order), "")],
            new JsonSerializerOptions { PropertyNameCaseInsensitive = true }).ShouldNotBe(order);

        static string Name(params (string Id, Type Payload)[] definitions) =>
            PayloadReader.NameOf(
                definitions.Select(definition => (definition.Id, typeof(object), (Type?)definition.Payload, "")), PayloadOptions.Default);
    }
}
