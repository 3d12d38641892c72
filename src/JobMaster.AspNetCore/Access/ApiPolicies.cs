using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace JobMaster.AspNetCore.Access;

/// <summary>Whether the app has the policies that the options name.</summary>
internal static class ApiPolicies
{
    /// <summary>Refuses names that the app does not have. A policy provider of the app is asked only at the first call.</summary>
    /// <exception cref="InvalidOperationException">A policy is missing.</exception>
    public static void Check(IServiceProvider services, JobMasterApiOptions options)
    {
        var provider = services.GetService<IAuthorizationPolicyProvider>();
        if (provider is not null && provider.GetType() != typeof(DefaultAuthorizationPolicyProvider))
        {
            return;
        }

        var known = services.GetService<IOptions<AuthorizationOptions>>()?.Value;
        string[] missing =
        [
            .. options.Policies.Where(one => provider is null || known?.GetPolicy(one.Policy) is null)
                .Select(one => Missing($"The JobMaster API grants {one.Permission} to", one.Policy)),
        ];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException(string.Join(' ', missing));
        }
    }

    public static string Missing(string what, string policy) =>
        $"{what} the policy '{policy}', which the app does not have. Add it: "
        + $"builder.Services.AddAuthorization(options => options.AddPolicy(\"{policy}\", …)).";
}
