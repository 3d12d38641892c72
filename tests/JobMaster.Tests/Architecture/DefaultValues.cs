using System.Globalization;
using System.Reflection.Metadata;

namespace JobMaster.Tests.Architecture;

/// <summary>Writes constants: default values of parameters, literals, members of enums.</summary>
internal sealed class DefaultValues(BuiltAssembly assembly)
{
    private readonly MetadataReader _metadata = assembly.Metadata;

    /// <summary>The constant as C# writes it, by member name if it belongs to an enum of this assembly.</summary>
    public string Text(ConstantHandle handle, string type) => Value(handle) switch
    {
        null => "default",
        string text => $"\"{text}\"",
        char character => $"'{character}'",
        bool flag => flag ? "true" : "false",
        var number => EnumMember(type.TrimEnd('?'), number) ?? Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    /// <summary>The constant as a number.</summary>
    public string Number(ConstantHandle handle) => Convert.ToString(Value(handle), CultureInfo.InvariantCulture)!;

    private object? Value(ConstantHandle handle)
    {
        if (handle.IsNil)
        {
            return null;
        }

        var constant = _metadata.GetConstant(handle);
        return _metadata.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
    }

    private string? EnumMember(string type, object number) =>
        (from handle in _metadata.TypeDefinitions
         where _metadata.StringComparer.Equals(_metadata.GetTypeDefinition(handle).Name, type)
             && assembly.BaseNameOf(handle) == "System.Enum"
         from field in _metadata.GetTypeDefinition(handle).GetFields().Select(_metadata.GetFieldDefinition)
         where Equals(Value(field.GetDefaultValue()), number)
         select $"{type}.{_metadata.GetString(field.Name)}").FirstOrDefault();
}
