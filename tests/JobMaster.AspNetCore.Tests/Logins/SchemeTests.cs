using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>Users whom the app itself knows by a JWT or by OpenID Connect.</summary>
public sealed class SchemeTests
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "jobs";
    private const string Me = "/jobmaster/api/v1/me";

    private static readonly SymmetricSecurityKey Key = new([.. Enumerable.Range(1, 32).Select(one => (byte)one)]);
    private static readonly SymmetricSecurityKey OtherKey = new([.. Enumerable.Range(2, 32).Select(one => (byte)one)]);

    [Fact]
    public async Task A_JWT_lets_its_user_in_with_what_the_policies_grant()
    {
        await using var app = await ApiApp.StartAsync(
            services: services => WithPolicy(services).AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
                (options.MapInboundClaims, options.TokenValidationParameters) = (false, Validation())),
            pipeline: app => app.UseAuthentication().UseAuthorization(),
            map: app => app.MapJobMasterApi(api => api.OperatePolicy = "Ops").RequireAuthorization());
        var job = await app.Jobs.OnceAfterAsync(TimeSpan.FromHours(1), "other");
        string cancel = $"clusters/default/jobs/{job.Id}/cancel";

        (await SendAsync(Token("bob"), HttpMethod.Get, $"clusters/default/jobs/{job.Id}")).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(Token("bob"), HttpMethod.Post, cancel)).ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(Token("ann", isOperator: true, key: OtherKey), HttpMethod.Post, cancel)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(Token("ann", isOperator: true, isOld: true), HttpMethod.Post, cancel)).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(Token("ann", isOperator: true), HttpMethod.Post, cancel)).ShouldBe(HttpStatusCode.OK);
        (await app.Monitor.Audit.ListAsync(new AuditFilter { Action = AuditActions.CancelJob }))
            .Entries.ShouldHaveSingleItem().Who.ShouldBe("ann");

        using var reader = app.Caller("reader");
        (await reader.GetJsonAsync("clusters")).Status.ShouldBe(HttpStatusCode.OK, "a key gets in beside them");

        async Task<HttpStatusCode> SendAsync(string token, HttpMethod method, string path)
        {
            using var client = app.Caller(null);
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            var (status, body, response) = await client.SendJsonAsync(method, path, method == HttpMethod.Get ? null : "{}");
            bool isProblem = !response.IsSuccessStatusCode;
            (isProblem && !body.Text("type").StartsWith("urn:jobmaster:problem:", StringComparison.Ordinal)).ShouldBeFalse();
            return status;
        }
    }

    [Fact]
    public async Task OpenID_Connect_signs_a_user_in_from_the_page_and_the_API_never_redirects()
    {
        await using var app = await ApiApp.StartAsync(
            services: services => WithPolicy(services)
                .AddAuthentication(options => (options.DefaultScheme, options.DefaultChallengeScheme) =
                    (CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme))
                .AddCookie()
                .AddOpenIdConnect(options =>
                {
                    (options.ClientId, options.ResponseType) = (Audience, OpenIdConnectResponseType.IdToken);
                    options.MapInboundClaims = false;
                    options.Configuration = new OpenIdConnectConfiguration
                    {
                        Issuer = Issuer,
                        AuthorizationEndpoint = $"{Issuer}/authorize",
                    };
                    options.TokenValidationParameters = Validation();
                }),
            pipeline: app => app.UseAuthentication().UseAuthorization(),
            map: app => app.MapJobMasterDashboard(configureApi: api => api.OperatePolicy = "Ops").RequireAuthorization());
        using var client = app.App.GetTestClient();
        client.BaseAddress = new Uri("https://localhost");

        using var refused = await client.GetAsync(Me);
        (refused.StatusCode, refused.Headers.Location).ShouldBe((HttpStatusCode.Unauthorized, null));
        refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");

        using var page = await client.GetAsync("/jobmaster/");
        page.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        page.Headers.Location!.GetLeftPart(UriPartial.Path).ShouldBe($"{Issuer}/authorize");
        var asked = QueryHelpers.ParseQuery(page.Headers.Location.Query);
        using var answer = new HttpRequestMessage(HttpMethod.Post, "/signin-oidc")
        {
            Content = new FormUrlEncodedContent(
                [new("id_token", Token("ann", isOperator: true, nonce: asked["nonce"])), new("state", asked["state"])]),
        };
        answer.Headers.Add("Cookie", CookiesOf(page));
        using var signedIn = await client.SendAsync(answer);
        (signedIn.StatusCode, signedIn.Headers.Location!.OriginalString).ShouldBe(
            (HttpStatusCode.Redirect, "/jobmaster/"));

        using var call = new HttpRequestMessage(HttpMethod.Get, Me);
        call.Headers.Add("Cookie", CookiesOf(signedIn));
        using var known = await client.SendAsync(call);
        var caller = JsonElement.Parse(await known.Content.ReadAsStringAsync());
        (caller.Text("name"), caller.GetProperty("permissions").EnumerateArray().Select(one => one.GetString()).Order().ToList())
            .ShouldSatisfyAllConditions(
                one => one.Item1.ShouldBe("ann"),
                one => one.Item2.ShouldBe(["Operate", "Read"]));
    }

    private static IServiceCollection WithPolicy(IServiceCollection services) =>
        services.AddAuthorization(options => options.AddPolicy("Ops", policy => policy.RequireClaim("ops")));

    private static TokenValidationParameters Validation() =>
        new() { ValidIssuer = Issuer, ValidAudience = Audience, IssuerSigningKey = Key, NameClaimType = "name" };

    private static string Token(
        string name, bool isOperator = false, bool isOld = false, SecurityKey? key = null, string? nonce = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(isOld ? -2 : 0);
        List<Claim> claims = [new("sub", $"id-of-{name}"), new("name", name)];
        claims.AddRange(isOperator ? [new Claim("ops", "yes")] : []);
        claims.AddRange(nonce is null ? [] : [new Claim("nonce", nonce)]);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = Audience,
            IssuedAt = now,
            NotBefore = now,
            Expires = now.AddHours(1),
            Subject = new ClaimsIdentity(claims),
            SigningCredentials = new SigningCredentials(key ?? Key, SecurityAlgorithms.HmacSha256),
        });
    }

    private static string CookiesOf(HttpResponseMessage response) =>
        string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]));
}
