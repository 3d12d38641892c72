using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>An app's own HTTP Basic, whose password is "own" for every name.</summary>
internal sealed class OwnBasicHandler(IOptionsMonitor<OwnBasicOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<OwnBasicOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Access.BasicCredential.Of(Request);
        return Task.FromResult(given?.Password != "own" ? AuthenticateResult.NoResult() : AuthenticateResult.Success(
            new AuthenticationTicket(
                new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, given.Name)], "own")), Scheme.Name)));
    }
}

/// <summary>None.</summary>
internal sealed class OwnBasicOptions : AuthenticationSchemeOptions;
