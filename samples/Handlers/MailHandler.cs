using JobMaster;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Handlers;

/// <summary>Sends a mail.</summary>
internal sealed record Mail(string To, string Subject, string Text);

internal sealed class MailSettings
{
    public string Host { get; set; } = "localhost";

    public int Port { get; set; } = 25;

    public string From { get; set; } = "jobs@example.org";
}

/// <summary>
/// Retry: for some hours, since greylisting alone takes minutes; what the server refuses for good (5xx) is not sent again. Idempotency:
/// SMTP has none. A worker that dies after the server took the mail sends it again, with the same Message-Id, by which mailboxes drop the
/// second.
/// </summary>
[JobMasterDefinitionId("mail")]
[JobMasterTimeout(60)]
[JobMasterMaxNumberOfRetries(8)]
[JobMasterRetry(RetryBackoff.Exponential, seconds: 60)]
internal sealed class MailHandler(IOptions<MailSettings> settings) : IJobHandler<Mail>
{
    public async Task HandleAsync(Mail payload, JobContext job, CancellationToken cancellationToken)
    {
        if (!MailboxAddress.TryParse(payload.To, out var to))
        {
            job.Attempt.Fail($"'{payload.To}' is no address of a mailbox.");
            return;
        }

        using var message = new MimeMessage { Subject = payload.Subject, MessageId = $"{job.Id}@jobmaster" };
        message.From.Add(MailboxAddress.Parse(settings.Value.From));
        message.To.Add(to);
        message.Body = new TextPart("plain") { Text = payload.Text };
        using var client = new SmtpClient();
        try
        {
            await client.ConnectAsync(
                settings.Value.Host, settings.Value.Port, SecureSocketOptions.StartTlsWhenAvailable, cancellationToken);
            await client.SendAsync(message, cancellationToken);
        }
        catch (SmtpCommandException exception) when ((int)exception.StatusCode >= 500)
        {
            job.Attempt.Fail($"{settings.Value.Host} refuses it: {exception.Message}");
            return;
        }

        await client.DisconnectAsync(quit: true, CancellationToken.None);
    }
}
