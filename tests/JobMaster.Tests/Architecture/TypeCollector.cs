using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace JobMaster.Tests.Architecture;

/// <summary>Gathers the assembly's own types that signatures name. What it returns for a signature carries nothing.</summary>
internal sealed class TypeCollector(MetadataReader metadata) : ISignatureTypeProvider<bool, bool>
{
    public HashSet<TypeDefinitionHandle> Found { get; } = [];

    /// <summary>Gathers from a type, however it is named; nil is ignored.</summary>
    public void Add(EntityHandle type)
    {
        if (type.IsNil)
        {
            return;
        }

        if (type.Kind == HandleKind.TypeDefinition)
        {
            Found.Add((TypeDefinitionHandle)type);
        }
        else if (type.Kind == HandleKind.TypeSpecification)
        {
            metadata.GetTypeSpecification((TypeSpecificationHandle)type).DecodeSignature(this, false);
        }
    }

    public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => Found.Add(handle);

    public bool GetTypeFromSpecification(MetadataReader reader, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => false;

    public bool GetGenericTypeParameter(bool genericContext, int index) => false;

    public bool GetGenericMethodParameter(bool genericContext, int index) => false;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => false;

    public bool GetArrayType(bool elementType, ArrayShape shape) => false;

    public bool GetSZArrayType(bool elementType) => false;

    public bool GetByReferenceType(bool elementType) => false;

    public bool GetPointerType(bool elementType) => false;

    public bool GetPinnedType(bool elementType) => false;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;
}
