using System.Reflection;
using System.Reflection.Metadata;

namespace JobMaster.Tests.Architecture;

/// <summary>Renders the members of a type that other assemblies can see, as C# would declare them.</summary>
internal sealed class PublicMembers(BuiltAssembly assembly)
{
    private readonly MetadataReader _metadata = assembly.Metadata;
    private readonly SignatureText _names = new(assembly, fullNames: false);
    private readonly DefaultValues _defaults = new(assembly);

    public IEnumerable<string> Of(TypeDefinitionHandle handle)
    {
        var type = _metadata.GetTypeDefinition(handle);
        var ofType = Names(type.GetGenericParameters());
        var isEnum = assembly.BaseNameOf(handle) == "System.Enum";
        var fields = type.GetFields()
            .Select(_metadata.GetFieldDefinition)
            .Where(field => IsVisible((MethodAttributes)(field.Attributes & FieldAttributes.FieldAccessMask)));
        var methods = type.GetMethods()
            .Select(_metadata.GetMethodDefinition)
            .Where(method => IsVisible(method.Attributes) && !IsAccessor(method) && !IsGenerated(method));

        return fields.Where(field => !field.Attributes.HasFlag(FieldAttributes.SpecialName)).Select(field => Field(field, ofType, isEnum))
            .Concat(methods.Select(method => Method(method, type, ofType)))
            .Concat(
                type.GetProperties()
                    .Select(_metadata.GetPropertyDefinition)
                    .Select(property => Property(property, type, ofType))
                    .OfType<string>())
            .Concat(type.GetEvents().Select(_metadata.GetEventDefinition).Select(evented => Event(evented, ofType)).OfType<string>());
    }

    /// <summary>The <c>where</c> clauses of type parameters.</summary>
    public string Constraints(GenericParameterHandleCollection parameters, TypeParameters context) =>
        string.Concat(parameters.Select(_metadata.GetGenericParameter).Select(parameter =>
        {
            var flags = parameter.Attributes;
            var isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            var all = new[]
                {
                    flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class" : null,
                    isStruct ? "struct" : null,
                }
                .Concat(
                    parameter.GetConstraints()
                        .Select(constraint => _names.Of(_metadata.GetGenericParameterConstraint(constraint).Type, context))
                        .Where(name => name != "ValueType"))
                .Append(flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct ? "new()" : null)
                .OfType<string>()
                .ToList();
            return all.Count > 0 ? $" where {_metadata.GetString(parameter.Name)} : {string.Join(", ", all)}" : "";
        }));

    private static bool IsVisible(MethodAttributes attributes) =>
        (
            attributes & MethodAttributes.MemberAccessMask)
                is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem;

    private static string Modifiers(MethodAttributes attributes, TypeDefinition type)
    {
        var access = (attributes & MethodAttributes.MemberAccessMask) == MethodAttributes.Public ? "" : "protected ";
        if (attributes.HasFlag(MethodAttributes.Static))
        {
            return access + "static ";
        }

        if (!attributes.HasFlag(MethodAttributes.Virtual) || type.Attributes.HasFlag(TypeAttributes.Interface))
        {
            return access;
        }

        var isOverride = !attributes.HasFlag(MethodAttributes.NewSlot);
        return access + (isOverride, attributes.HasFlag(MethodAttributes.Abstract), attributes.HasFlag(MethodAttributes.Final)) switch
        {
            (true, _, _) => "override ",
            (_, true, _) => "abstract ",
            (_, _, true) => "",
            _ => type.Attributes.HasFlag(TypeAttributes.Sealed) ? "" : "virtual ",
        };
    }

    private bool IsGenerated(MethodDefinition method) =>
        assembly.Has(method.GetCustomAttributes(), "System.Runtime.CompilerServices.CompilerGeneratedAttribute");

    private bool IsAccessor(MethodDefinition method) =>
        method.Attributes.HasFlag(MethodAttributes.SpecialName)
        && _metadata.GetString(method.Name).Split('_')[0] is "get" or "set" or "add" or "remove";

    private string Field(FieldDefinition field, IReadOnlyList<string> ofType, bool isEnum)
    {
        var name = _metadata.GetString(field.Name);
        if (isEnum)
        {
            return $"{name} = {_defaults.Number(field.GetDefaultValue())}";
        }

        var type = field.DecodeSignature(_names, new(ofType, []));
        return field.Attributes.HasFlag(FieldAttributes.Literal)
            ? $"const {type} {name} = {_defaults.Text(field.GetDefaultValue(), type)}"
            : $"{(field.Attributes.HasFlag(FieldAttributes.Static) ? "static " : "")}" +
                $"{(field.Attributes.HasFlag(FieldAttributes.InitOnly) ? "readonly " : "")}{type} {name}";
    }

    private string Method(MethodDefinition method, TypeDefinition type, IReadOnlyList<string> ofType)
    {
        var ofMethod = Names(method.GetGenericParameters());
        var context = new TypeParameters(ofType, ofMethod);
        var signature = method.DecodeSignature(_names, context);
        var name = _metadata.GetString(method.Name);
        var generic = ofMethod.Count > 0 ? $"<{string.Join(", ", ofMethod)}>" : "";
        var result = name == ".ctor" ? "" : $"{signature.ReturnType} ";
        return $"{Modifiers(method.Attributes, type)}{result}{name}{generic}({Parameters(method, signature)})" +
            $"{Constraints(method.GetGenericParameters(), context)}";
    }

    private string Parameters(MethodDefinition method, MethodSignature<string> signature)
    {
        var rows = method.GetParameters()
            .Select(_metadata.GetParameter)
            .Where(parameter => parameter.SequenceNumber > 0)
            .ToDictionary(parameter => parameter.SequenceNumber - 1);
        var isExtension = assembly.Has(method.GetCustomAttributes(), "System.Runtime.CompilerServices.ExtensionAttribute");
        return string.Join(", ", signature.ParameterTypes.Select((type, index) =>
        {
            var parameter = rows[index];
            var isByReference = type.StartsWith("ref ", StringComparison.Ordinal);
            var prefix = (isExtension && index == 0, assembly.Has(parameter.GetCustomAttributes(), "System.ParamArrayAttribute")) switch
            {
                (true, _) => "this ",
                (_, true) => "params ",
                _ => "",
            };
            var written = isByReference && parameter.Attributes.HasFlag(ParameterAttributes.Out) ? $"out {type[4..]}"
                : isByReference && parameter.Attributes.HasFlag(ParameterAttributes.In) ? $"in {type[4..]}"
                : type;
            var value = parameter.Attributes.HasFlag(ParameterAttributes.HasDefault)
                ? $" = {_defaults.Text(parameter.GetDefaultValue(), type)}"
                : "";
            return $"{prefix}{written} {_metadata.GetString(parameter.Name)}{value}";
        }));
    }

    private string? Property(PropertyDefinition property, TypeDefinition type, IReadOnlyList<string> ofType)
    {
        var accessors = property.GetAccessors();
        var (getter, setter) = (Visible(accessors.Getter), Visible(accessors.Setter));
        if ((getter ?? setter) is not { } first || IsGenerated(first) && _metadata.StringComparer.Equals(property.Name, "EqualityContract"))
        {
            return null;
        }

        var context = new TypeParameters(ofType, []);
        var signature = property.DecodeSignature(_names, context);
        var set = setter is { } method
            ? method.DecodeSignature(_names, context).ReturnType.StartsWith("init ", StringComparison.Ordinal) ? "init; " : "set; "
            : "";
        var required = assembly.Has(property.GetCustomAttributes(), "System.Runtime.CompilerServices.RequiredMemberAttribute")
            ? "required "
            : "";
        var name = signature.ParameterTypes.Length > 0
            ? $"this[{Parameters(first, first.DecodeSignature(_names, context))}]"
            : _metadata.GetString(property.Name);
        return $"{Modifiers(first.Attributes, type)}{required}{signature.ReturnType} {name} {{ {(getter is null ? "" : "get; ")}{set}}}";
    }

    private string? Event(EventDefinition evented, IReadOnlyList<string> ofType) =>
        Visible(evented.GetAccessors().Adder) is null
            ? null
            : $"event {_names.Of(evented.Type, new(ofType, []))} {_metadata.GetString(evented.Name)}";

    private MethodDefinition? Visible(MethodDefinitionHandle handle) =>
        handle.IsNil || !IsVisible(_metadata.GetMethodDefinition(handle).Attributes) ? null : _metadata.GetMethodDefinition(handle);

    private List<string> Names(GenericParameterHandleCollection parameters) =>
        [.. parameters.Select(parameter => _metadata.GetString(_metadata.GetGenericParameter(parameter).Name))];
}
