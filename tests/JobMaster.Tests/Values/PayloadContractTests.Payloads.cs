using System.Text.Json;
using System.Text.Json.Serialization;

namespace JobMaster.Tests.Values;

#pragma warning disable CA1051 // Public fields are among what is looked at.

/// <summary>The payload types of the tests.</summary>
public sealed partial class PayloadContractTests
{
    public sealed record Order(int Number, string Name);

    public sealed record Optional(int Number, string Currency = "EUR", int? Discount = null);

    public sealed record Empty;

    public sealed record Nested(Order Order, Order[] More, Dictionary<string, List<Order>> ByName, Order? Maybe);

    public sealed class Plain
    {
        public int Number { get; set; }

        public string? Name { get; init; }

        public List<Order> Lines { get; set; } = [];
    }

    public sealed record Mutable
    {
        public int Number { get; set; } = 3;
    }

    public sealed class Required
    {
        public required int Number { get; init; }
    }

    public sealed class Constructed(int number, IReadOnlyList<string> names)
    {
        public int Number { get; } = number;

        public IReadOnlyList<string> Names { get; } = names;
    }

    public sealed class Chosen
    {
        public Chosen(string text) => Number = text.Length;

        [JsonConstructor]
        public Chosen(int number) => Number = number;

        public int Number { get; }
    }

    public sealed record Computed(string First, string Last)
    {
        public string Full => $"{First} {Last}";

        public bool IsLong => Full.Length > 20;

        public static int Count => 1;

        public const int Limit = 5;
    }

    public sealed class Cached
    {
        private string? _text;

        public int Number { get; set; }

        public string Shown => _text ??= $"No. {Number}";
    }

    public struct Struct
    {
        public int Number { get; set; }
    }

    public readonly record struct ReadOnlyStruct(int Number, string Name);

    public sealed class Tree
    {
        public string Name { get; set; } = "";

        public Tree? Left { get; set; }

        public List<Tree> Children { get; set; } = [];
    }

    public sealed class Included
    {
        [JsonInclude]
        public int Number { get; private set; }
    }

    public sealed class FieldIncluded
    {
        [JsonInclude]
        public int Number;
    }

    public sealed record Hidden([property: JsonIgnore] string Secret, string Open);

    public sealed record HiddenWhenNull(
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Secret, string Open);

    public sealed class Ignored
    {
        [JsonIgnore]
        public int Field;

        [JsonIgnore]
        public int Number { get; private set; }

        [JsonIgnore]
        public CancellationToken Token { get; set; }
    }

    public sealed class Populated
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<int> Numbers { get; } = [];
    }

    public sealed class Extra
    {
        [JsonExtensionData]
        public Dictionary<string, object>? More { get; set; }
    }

    [JsonConverter(typeof(ConvertedConverter))]
    public sealed class Converted
    {
        public int Number;
    }

    public sealed class WithConverted
    {
        public Converted Converted { get; set; } = new();

        [JsonConverter(typeof(AnimalConverter))]
        public IAnimal? Animal { get; set; }
    }

    [JsonDerivedType(typeof(Circle), "circle")]
    public abstract record Shape(string Name);

    public sealed record Circle(string Name, int Radius) : Shape(Name);

    public sealed record Drawing(Shape Shape, List<Shape> Shapes);

    [JsonDerivedType(typeof(ConcreteWithState), "concrete")]
    public abstract class AbstractWithState(string name)
    {
        public string Name { get; } = name;
    }

    public sealed class ConcreteWithState(string name, int number) : AbstractWithState(name)
    {
        public int Number { get; } = number;
    }

    public sealed record Generic<T>(T Value);

    public class Base
    {
        public int Number { get; set; }
    }

    public class Inherited : Base
    {
        public string? Name { get; set; }
    }

    public sealed record WithContract(
        [property: JsonPropertyName("no")] int Number,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null);

    public sealed class Fields
    {
        public int Number;
    }

    public sealed class PrivateSetter
    {
        public int Number { get; private set; }

        public void Set(int number) => Number = number;
    }

    public sealed class GetOnly
    {
        public int Number { get; } = Random.Shared.Next();
    }

    public sealed class GetOnlyList
    {
        public List<int> Lines { get; } = [];
    }

    public sealed class HiddenList
    {
        private readonly List<int> _lines = [];

        public IReadOnlyList<int> Lines => _lines;

        public void Add(int line) => _lines.Add(line);
    }

    public sealed class SetOnly
    {
        private int _number;

        public int Number
        {
            set => _number = value;
        }

        public int Twice() => _number * 2;
    }

    public interface IAnimal
    {
        string Name { get; }
    }

    public abstract record Animal(string Name) : IAnimal;

    [JsonDerivedType(typeof(UnnamedOne))]
    public record Unnamed(string Name);

    public sealed record UnnamedOne(string Name, int Number) : Unnamed(Name);

    public sealed record Holder<T>(T Value);

    public sealed class NamedList : List<int>
    {
        public string? Name { get; set; }
    }

    public sealed class TwoConstructors
    {
        public TwoConstructors(int number) => Number = number;

        public TwoConstructors(string text) => Number = text.Length;

        public int Number { get; }
    }

    public sealed class Unbound(Order order)
    {
        public int Number { get; init; } = order.Number;
    }

    public sealed class ConvertedConverter : JsonConverter<Converted>
    {
        public override Converted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new() { Number = reader.GetInt32() };

        public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Number);
    }

    public sealed class AnimalConverter : JsonConverter<IAnimal>
    {
        public override IAnimal? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, IAnimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Name);
    }

    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Constructed))]
    [JsonSerializable(typeof(Required))]
    [JsonSerializable(typeof(Shape))]
    [JsonSerializable(typeof(Fields))]
    private sealed partial class GeneratedContext : JsonSerializerContext;
}
