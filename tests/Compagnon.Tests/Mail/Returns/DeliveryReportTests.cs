using System.Text;
using Compagnon.Mail.Returns;
using FsCheck;
using FsCheck.Fluent;

namespace Compagnon.Tests.Mail.Returns;

public sealed class DeliveryReportTests
{
    // As Exchange Online writes one: folded headers, an HTML part within, the whole mail given back.
    private const string Exchange = """
        From: Microsoft Outlook
         <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@faculte.example>
        To: <dumg@faculte.example>
        Subject: Undeliverable: Dossier
        Auto-Submitted: auto-replied
        X-MS-Exchange-Message-Is-Ndr:
        In-Reply-To: <own@faculte.example>
        References: <first@faculte.example>
        	<own@faculte.example>
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="----=_outer"
        MIME-Version: 1.0

        This is a multi-part message in MIME format.
        ------=_outer
        Content-Type: multipart/alternative; boundary=inner

        --inner
        Content-Type: text/html

        <p>Action: failed</p>
        --inner--
        ------=_outer
        Content-Type: message/delivery-status

        Reporting-MTA: dns;PR0P264MB0001.FRAP264.PROD.OUTLOOK.COM
        Received-From-MTA: dns;PR0P264MB0002

        Final-Recipient: rfc822;dr@cabinet.example
        Action: Failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound;
         Recipient not found by SMTP address lookup

        ------=_outer
        Content-Type: message/rfc822

        Message-ID: <own@faculte.example>
        Subject: Dossier
        X-Compagnon-Mail: 7kq4m2xz9abc/welcome
        Content-Type: multipart/mixed; boundary="----=_outer-of-the-mail"

        ------=_outer-of-the-mail
        Content-Type: text/plain

        x-compagnon-mail: somebody/else
        ------=_outer--
        """;

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_report_names_the_mail_that_it_returns_and_why(string lineEnding)
    {
        var report = Read(Exchange.ReplaceLineEndings(lineEnding))!;

        Assert.Equal("5.1.10", report.Status);
        Assert.Equal("7kq4m2xz9abc/welcome", report.Header);
        Assert.Equal(["<own@faculte.example>", "<first@faculte.example>"], report.MessageIds);
    }

    [Fact]
    public void A_report_that_gives_nothing_back_has_the_ids_that_it_answers()
    {
        var report = Read(Exchange[..Exchange.IndexOf("------=_outer\nContent-Type: message/rfc822", StringComparison.Ordinal)])!;

        Assert.Empty(report.Header);
        Assert.Equal(["<own@faculte.example>", "<first@faculte.example>"], report.MessageIds);
    }

    [Fact]
    public void A_mail_that_is_only_late_is_not_returned() =>
        Assert.Null(Read(Exchange.Replace("Action: Failed", "Action: delayed", StringComparison.Ordinal)));

    [Fact]
    public void A_second_recipient_who_failed_is_found_behind_one_who_did_not() => Assert.Equal(
        "4.4.7",
        Read(Exchange.Replace("Final-Recipient:", "Final-Recipient: rfc822;ok@cabinet.example\nAction: relayed\nStatus: 2.0.0\n\nFinal-Recipient:", StringComparison.Ordinal)
            .Replace("5.1.10\nDiagnostic", "4.4.7 (delivery time expired)\nDiagnostic", StringComparison.Ordinal))!.Status);

    [Fact]
    public void A_report_without_a_code_is_still_one() =>
        Assert.Equal(DeliveryReport.UnknownStatus, Read(Exchange.Replace("Status: 5.1.10", "Status: never", StringComparison.Ordinal))!.Status);

    [Fact]
    public void Parts_that_a_relay_has_encoded_are_read()
    {
        var status = "Reporting-MTA: dns;x\n\nFinal-Recipient: rfc822;a@b.example\nAction: failed\nStatus: 5.2.2\n";
        var report = Read($"""
            Content-Type: multipart/report; boundary=b

            --b
            Content-Type: message/delivery-status
            Content-Transfer-Encoding: base64

            {Convert.ToBase64String(Encoding.ASCII.GetBytes(status))}
            --b
            Content-Type: text/rfc822-headers

            x-compagnon-mail: abc/def
            --b--
            """)!;

        Assert.Equal(("5.2.2", "abc/def"), (report.Status, report.Header));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: text/plain\n\nAction: failed\nStatus: 5.1.1\n")]
    [InlineData("Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/disposition-notification\n\nAction: failed\n--b--")]
    public void What_a_person_writes_is_no_report(string text) => Assert.Null(Read(text));

    [Fact]
    public void Whatever_comes_is_read_or_left() => Prop.ForAll<byte[]>(content => DeliveryReport.Read(content) is null or { Status.Length: > 0 }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_cut_off_or_overwritten_is_read_or_left() => Prop.ForAll<uint, uint, byte>((at, count, with) =>
    {
        var bytes = Encoding.ASCII.GetBytes(Exchange);
        var start = (int)(at % bytes.Length);
        bytes.AsSpan(start, (int)(count % (bytes.Length - start))).Fill(with);
        return DeliveryReport.Read(bytes) is null or { MessageIds.Count: <= DeliveryReport.MostIds }
            && DeliveryReport.Read(bytes.AsSpan(0, start)) is null or { Status.Length: > 0 };
    }).QuickCheckThrowOnFailure();

    private static DeliveryReport? Read(string text) => DeliveryReport.Read(Encoding.ASCII.GetBytes(text));
}
