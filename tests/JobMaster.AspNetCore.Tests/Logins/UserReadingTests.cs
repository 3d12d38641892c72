using System.Net;
using JobMaster.AspNetCore.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>A user who is not understood as a whole is let in nowhere, and the log says why without the hash.</summary>
public sealed class UserReadingTests
{
    [Theory]
    [InlineData("Tennants:0", "acme", "Tennants", "known are PasswordHash, Permissions")]
    [InlineData("Password", "secret", "'Password'", "known are PasswordHash, Permissions")]
    [InlineData("ExpiresAt", "next year", "'next year'", "such as 2031-01-01T08:00:00Z")]
    [InlineData("Permissions", "Read, Delete", "'Read, Delete'", "Submit, Read")]
    [InlineData("Definitions", null, "Definitions", "leave Definitions out")]
    [InlineData("PasswordHash", "secret", "PasswordHash", "pbkdf2-sha256$iterations$salt$hash")]
    [InlineData("PasswordHash", null, "PasswordHash", "pbkdf2-sha256$iterations$salt$hash")]
    public async Task A_user_with_a_mistake_is_let_in_nowhere_and_a_log_line_says_why(
        string member, string? value, string named, string remedy)
    {
        var log = new LogLines();
        await using var app = await ApiApp.StartAsync(
            settings:
            [
                .. ApiUserSettings.User("odd", "Read").Where(one => !one.Key.EndsWith($":{member}", StringComparison.Ordinal)),
                new($"JobMaster:Api:Users:odd:{member}", value),
            ],
            services: services => services.AddSingleton<ILoggerProvider>(log));
        using var client = app.Caller(null);
        (await client.GetJsonAsync("clusters", ApiUserSettings.Basic("odd"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        string line = log.Errors.ShouldHaveSingleItem();
        line.ShouldContain("'odd'");
        line.ShouldContain(named);
        line.ShouldContain(remedy);
        line.ShouldNotContain(ApiUserSettings.Hash);
        line.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("pbkdf2-sha256$599999$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "from 600,000")]
    [InlineData("pbkdf2-sha256$10000001$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "to 10,000,000")]
    [InlineData("pbkdf2-sha256$ 600000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "from 600,000")]
    [InlineData("pbkdf2-sha256$600000$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "at least 16 bytes")]
    [InlineData("pbkdf2-sha256$600000$AAAAAAAAAAAAAAAAAAAAAA==$AAAA", "Base64 of 32")]
    [InlineData("pbkdf2-sha512$600000$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "of the form")]
    public void A_hash_that_is_too_weak_or_no_hash_is_refused(string text, string why)
    {
        PasswordHash.Read(text, out string? problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(why);
    }

    [Fact]
    public void A_hash_made_elsewhere_fits_its_password()
    {
        // Python: hashlib.pbkdf2_hmac("sha256", "pässword".encode(), bytes(range(16)), 600_000)
        const string Made = "pbkdf2-sha256$600000$AAECAwQFBgcICQoLDA0ODw==$NwL+xSmigNiAOgl+I2jEaRCGhgM4MrAYuhRj2xV8e+o=";
        var hash = PasswordHash.Read(Made, out _).ShouldNotBeNull();
        hash.Fits("pässword").ShouldBeTrue();
        hash.Fits("password").ShouldBeFalse();
    }
}
