using System.Net;
using JobMaster.AspNetCore.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace JobMaster.AspNetCore.Tests.Logins;

/// <summary>How long wrong passwords lock whom out, and how long sessions last.</summary>
public sealed class LockOutTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_lock_doubles_with_each_wrong_password_up_to_its_longest_and_ends_by_itself()
    {
        var locks = new LockOut(_time);
        foreach (int minutes in new[] { 0, 0, 0, 0, 1, 2, 4, 8, 15, 15 })
        {
            locks.Failed("ann", "here").ShouldBe(minutes > 0);
            (locks.Left("ann", "here") ?? TimeSpan.Zero).ShouldBe(TimeSpan.FromMinutes(minutes));
            locks.Left("ANN", "here").ShouldBe(locks.Left("ann", "here"));
            _time.Advance(TimeSpan.FromMinutes(minutes));
        }

        locks.Left("ann", "here").ShouldBeNull();
        _time.Advance(LockOut.Window);
        locks.Failed("ann", "here").ShouldBeFalse();
    }

    [Fact]
    public void A_user_is_locked_out_everywhere_and_an_address_for_everybody_only_after_many_more()
    {
        var locks = new LockOut(_time);
        for (int wrong = 1; wrong < LockOut.WrongOfUser; wrong++)
        {
            locks.Failed("ann", $"{wrong}").ShouldBeFalse();
        }

        locks.Left("ann", "0").ShouldBeNull();
        locks.Failed("ann", "last").ShouldBeTrue();
        locks.Left("ann", "0").ShouldBe(LockOut.FirstLock);
        locks.Left("bob", "last").ShouldBeNull();

        for (int wrong = 1; wrong < LockOut.WrongOfAddress; wrong++)
        {
            locks.Failed($"name{wrong}", "there").ShouldBeFalse();
        }

        locks.Left("bob", "there").ShouldBeNull();
        locks.Failed("", "there").ShouldBeTrue();
        locks.Left("bob", "there").ShouldBe(LockOut.FirstLock);
        locks.Left("bob", "elsewhere").ShouldBeNull();
    }

    [Fact]
    public void The_right_password_clears_what_is_counted_of_the_user_there()
    {
        var locks = new LockOut(_time);
        for (int round = 0; round < 3; round++)
        {
            for (int wrong = 1; wrong < LockOut.WrongOfUserAtAddress; wrong++)
            {
                locks.Failed("ann", "here").ShouldBeFalse();
            }

            locks.Succeeded("Ann", "here");
        }

        locks.Left("ann", "here").ShouldBeNull();
    }

    [Theory]
    [InlineData("2001:db8:1:2:3::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    public void Addresses_of_one_network_count_as_one(string first, string second, bool isSame) =>
        (LockOut.AddressOf(IPAddress.Parse(first)) == LockOut.AddressOf(IPAddress.Parse(second))).ShouldBe(isSame);

    [Fact]
    public void A_session_lasts_its_time_and_a_user_has_a_bounded_number()
    {
        var users = new ApiUsers(new ConfigurationBuilder().Build(), "Users", _time, NullLogger.Instance);
        var sessions = new Sessions(users, "/api", TimeSpan.FromHours(2), _time);
        var ann = new ApiCaller("ann", ApiPermissions.Read);
        string first = Begin(sessions, ann);
        _time.Advance(TimeSpan.FromHours(1));
        string second = Begin(sessions, ann);
        sessions.Find(With(first), isOpen: true).ShouldBe(ann);
        _time.Advance(TimeSpan.FromHours(1));
        sessions.Find(With(first), isOpen: true).ShouldBeNull();
        sessions.Find(With(second), isOpen: true).ShouldBe(ann);

        string bob = Begin(sessions, new ApiCaller("bob", ApiPermissions.Read));
        for (int login = 0; login < Sessions.MostOfUser; login++)
        {
            Begin(sessions, ann);
        }

        sessions.Count.ShouldBe(Sessions.MostOfUser + 1);
        sessions.Find(With(second), isOpen: true).ShouldBeNull();
        sessions.Find(With(bob), isOpen: true).ShouldNotBeNull();
    }

    [Fact]
    public void A_session_that_a_login_link_opened_has_no_access_once_the_app_says_who_has()
    {
        var users = new ApiUsers(new ConfigurationBuilder().Build(), "Users", _time, NullLogger.Instance);
        var sessions = new Sessions(users, "/api", TimeSpan.FromHours(2), _time);
        string opened = Begin(sessions, new ApiCaller("developer", ApiPermissions.Admin));

        sessions.Find(With(opened), isOpen: true).ShouldNotBeNull();
        sessions.Find(With(opened), isOpen: false).ShouldBeNull();
    }

    private static string Begin(Sessions sessions, ApiCaller caller)
    {
        var http = new DefaultHttpContext();
        sessions.Begin(http, caller, user: null);
        return http.Response.Headers.SetCookie.ToString().Split(';')[0];
    }

    private static DefaultHttpContext With(string cookie)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Cookie = cookie;
        return http;
    }
}
