using System.Collections.Immutable;
using System.Globalization;
using System.Reflection.Metadata;

namespace JobMaster.Tests.Architecture;

/// <summary>The names of the type parameters in sight.</summary>
internal readonly record struct TypeParameters(IReadOnlyList<string> OfType, IReadOnlyList<string> OfMethod);

/// <summary>Writes types of a signature as C# would name them.</summary>
internal sealed class SignatureText(BuiltAssembly assembly, bool fullNames) : ISignatureTypeProvider<string, TypeParameters>
{
    public string Of(EntityHandle type, TypeParameters parameters) => type switch
    {
        { IsNil: true } => "",
        { Kind: HandleKind.TypeDefinition } => GetTypeFromDefinition(assembly.Metadata, (TypeDefinitionHandle)type, 0),
        { Kind: HandleKind.TypeReference } => GetTypeFromReference(assembly.Metadata, (TypeReferenceHandle)type, 0),
        _ => assembly.Metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, parameters),
    };

    public string GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } declaring
            ? $"{GetTypeFromDefinition(reader, declaring, 0)}.{reader.GetString(type.Name)}"
            : Qualified(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public string GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, 0)}.{reader.GetString(type.Name)}"
            : Qualified(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    public string GetGenericInstantiation(string genericType, ImmutableArray<string> typeArguments)
    {
        if (genericType is "Nullable`1" or "System.Nullable`1")
        {
            return $"{typeArguments[0]}?";
        }

        // Outer`1.Inner`2 takes its arguments in order.
        var next = 0;
        return string.Join('.', genericType.Split('.').Select(part =>
        {
            var tick = part.IndexOf('`', StringComparison.Ordinal);
            if (tick < 0)
            {
                return part;
            }

            var count = int.Parse(part[(tick + 1)..], CultureInfo.InvariantCulture);
            var own = typeArguments.Skip(next).Take(count);
            next += count;
            return $"{part[..tick]}<{string.Join(", ", own)}>";
        }));
    }

    public string GetPrimitiveType(PrimitiveTypeCode typeCode) => typeCode switch
    {
        PrimitiveTypeCode.Boolean => "bool",
        PrimitiveTypeCode.Int16 => "short",
        PrimitiveTypeCode.UInt16 => "ushort",
        PrimitiveTypeCode.Int32 => "int",
        PrimitiveTypeCode.UInt32 => "uint",
        PrimitiveTypeCode.Int64 => "long",
        PrimitiveTypeCode.UInt64 => "ulong",
        PrimitiveTypeCode.Single => "float",
        PrimitiveTypeCode.IntPtr => "nint",
        PrimitiveTypeCode.UIntPtr => "nuint",
        _ => typeCode.ToString().ToLowerInvariant(),
    };

    public string GetTypeFromSpecification(
        MetadataReader reader, TypeParameters genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public string GetGenericTypeParameter(TypeParameters genericContext, int index) =>
        genericContext.OfType?.ElementAtOrDefault(index) ?? $"!{index}";

    public string GetGenericMethodParameter(TypeParameters genericContext, int index) =>
        genericContext.OfMethod?.ElementAtOrDefault(index) ?? $"!!{index}";

    public string GetModifiedType(string modifier, string unmodifiedType, bool isRequired) =>
        modifier.EndsWith("IsExternalInit", StringComparison.Ordinal) ? $"init {unmodifiedType}" : unmodifiedType;

    public string GetArrayType(string elementType, ArrayShape shape) => $"{elementType}[{new string(',', shape.Rank - 1)}]";

    public string GetSZArrayType(string elementType) => $"{elementType}[]";

    public string GetByReferenceType(string elementType) => $"ref {elementType}";

    public string GetPointerType(string elementType) => $"{elementType}*";

    public string GetPinnedType(string elementType) => elementType;

    public string GetFunctionPointerType(MethodSignature<string> signature) =>
        $"delegate*<{string.Join(", ", [.. signature.ParameterTypes, signature.ReturnType])}>";

    private string Qualified(string space, string name) => fullNames && space.Length > 0 ? $"{space}.{name}" : name;
}
