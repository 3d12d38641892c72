using System.Reflection.Metadata;

namespace JobMaster.Tests.Architecture;

/// <summary>Which types of its own assembly a type uses: in bases, members, constraints, attributes and method bodies.</summary>
internal sealed class TypeUses(BuiltAssembly assembly)
{
    private readonly MetadataReader _metadata = assembly.Metadata;

    /// <summary>Every pair (user, used) of different top-level types; what is compiled into a type counts as that type.</summary>
    public IEnumerable<(TypeDefinitionHandle User, TypeDefinitionHandle Used)> All() =>
        _metadata.TypeDefinitions
            .SelectMany(type => UsedBy(type).Select(used => (User: assembly.Outermost(type), Used: assembly.Outermost(used))))
            .Where(pair => pair.User != pair.Used)
            .Distinct();

    private HashSet<TypeDefinitionHandle> UsedBy(TypeDefinitionHandle handle)
    {
        var collector = new TypeCollector(_metadata);
        var type = _metadata.GetTypeDefinition(handle);
        collector.Add(type.BaseType);
        AddAttributes(collector, type.GetCustomAttributes());
        AddConstraints(collector, type.GetGenericParameters());
        foreach (var implemented in type.GetInterfaceImplementations())
        {
            collector.Add(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
        {
            field.DecodeSignature(collector, false);
            AddAttributes(collector, field.GetCustomAttributes());
        }

        foreach (var property in type.GetProperties().Select(_metadata.GetPropertyDefinition))
        {
            AddAttributes(collector, property.GetCustomAttributes());
        }

        foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
        {
            method.DecodeSignature(collector, false);
            AddAttributes(collector, method.GetCustomAttributes());
            AddConstraints(collector, method.GetGenericParameters());
            AddBody(collector, method);
        }

        return collector.Found;
    }

    private void AddAttributes(TypeCollector collector, CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes)
        {
            AddMember(collector, _metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void AddConstraints(TypeCollector collector, GenericParameterHandleCollection parameters)
    {
        foreach (var constraint in parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            collector.Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void AddBody(TypeCollector collector, MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        var body = assembly.Image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(collector, false);
        }

        foreach (var region in body.ExceptionRegions.Where(region => region.Kind == ExceptionRegionKind.Catch))
        {
            collector.Add(region.CatchType);
        }

        foreach (var token in IlTokens.Of(body))
        {
            AddMember(collector, token);
        }
    }

    private void AddMember(TypeCollector collector, EntityHandle token)
    {
        switch (token.Kind)
        {
            case HandleKind.MethodDefinition:
                collector.Add(_metadata.GetMethodDefinition((MethodDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.FieldDefinition:
                collector.Add(_metadata.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var generic = _metadata.GetMethodSpecification((MethodSpecificationHandle)token);
                generic.DecodeSignature(collector, false);
                AddMember(collector, generic.Method);
                break;
            case HandleKind.MemberReference:
                collector.Add(_metadata.GetMemberReference((MemberReferenceHandle)token).Parent);
                break;
            default:
                collector.Add(token);
                break;
        }
    }
}
