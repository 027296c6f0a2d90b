using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Parser;
using Compagnon.Dossiers;
using Compagnon.Journal;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;
using SkiaSharp;

namespace Compagnon.Tests.Dossiers;

public sealed class UploadTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private RunningApp app = null!;
    private DoctorVisit doctor = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await RunningApp.StartAsync(azurite);
        doctor = await DoctorVisit.DraftAsync(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task A_document_is_stored_noted_in_the_journal_and_read_back_whole()
    {
        var pdf = SampleDocuments.Pdf("CV", 1_500_000);

        using var answer = await doctor.SendAsync("cv", "CV d’Anne « 2026 ».pdf", pdf);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(doctor.Address + "?depose=cv", answer.Headers.Location!.ToString());
        var stored = (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!;
        Assert.Equal(("CV d’Anne « 2026 ».pdf", "application/pdf", (long)pdf.Length), (stored.Name, stored.Type, stored.Size));

        using var read = await doctor.Http.GetAsync($"{doctor.Address}/pieces/cv/document", Cancellation);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(SHA256.HashData(pdf), SHA256.HashData(await read.Content.ReadAsByteArrayAsync(Cancellation)));
        Assert.Equal("application/pdf", read.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", read.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("CV d’Anne « 2026 ».pdf", read.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.Equal("nosniff", read.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("no-store", read.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        var facts = (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "Dr Anne Martin", Cancellation)).Select(line => line.Fact);
        Assert.Equal([JournalFact.DocumentAdded, JournalFact.DocumentRead], facts);
    }

    [Fact]
    public async Task A_document_of_more_than_ten_megabytes_is_refused_before_it_is_read()
    {
        using var answer = await doctor.SendAsync("cv", "grand.pdf", SampleDocuments.Pdf("CV", 11_000_000));

        await AssertRefusedAsync(answer, HttpStatusCode.RequestEntityTooLarge, "Ce fichier dépasse 10 Mo");
    }

    [Theory]
    [InlineData(35_000_000, "application/pdf", "HTTP/1.1 413", "Ce fichier dépasse 10 Mo")]
    [InlineData(9_000_000, "text/html", "HTTP/1.1 422", "n’est pas celui d’un PDF")]
    public async Task A_browser_that_reads_nothing_before_it_has_sent_everything_gets_the_page(
        int size, string type, string status, string message)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("localhost", app.Addresses.Port, Cancellation);
        var stream = socket.GetStream();
        var start = Encoding.ASCII.GetBytes(
            "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.pdf\"\r\n"
            + $"Content-Type: {type}\r\n\r\n{(type == "text/html" ? "<html>" : "%PDF-1.4")}\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {doctor.Address}/pieces/cv HTTP/1.1\r\nHost: localhost:{app.Addresses.Port}\r\nConnection: close\r\n"
            + $"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {start.Length + size}\r\n\r\n"), Cancellation);
        await stream.WriteAsync(start, Cancellation);
        var part = new byte[size / 100];
        for (var sent = 0; sent < 100; sent++) await stream.WriteAsync(part, Cancellation);

        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await reader.ReadToEndAsync(Cancellation);

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Contains(message, Fold(answer), StringComparison.Ordinal);
        Assert.EndsWith("</html>", answer.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task An_upload_without_a_length_is_stopped_when_it_passes_ten_megabytes()
    {
        // Sent by hand: a client that announces nothing and goes on sending as long as it is let.
        using var socket = new TcpClient();
        await socket.ConnectAsync("localhost", app.Addresses.Port, Cancellation);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {doctor.Address}/pieces/cv HTTP/1.1\r\nHost: localhost:{app.Addresses.Port}\r\n"
            + "Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n"), Cancellation);
        await SendChunkAsync("--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4\n"u8.ToArray());
        var answer = ReadStatusAsync(stream);
        var noise = new byte[256 * 1024];
        noise.AsSpan().Fill((byte)'x');
        long sent = 0;
        try
        {
            while (!answer.IsCompleted && sent < 200_000_000)
            {
                await SendChunkAsync(noise);
                sent += noise.Length;
            }
        }
        catch (IOException)
        {
            // The server has hung up, as it may once it has answered.
        }

        Assert.StartsWith("HTTP/1.1 413", await answer, StringComparison.Ordinal);
        Assert.InRange(sent, 10_000_000, 100_000_000);
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));

        async Task SendChunkAsync(byte[] bytes)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{bytes.Length:X}\r\n"), Cancellation);
            await stream.WriteAsync(bytes, Cancellation);
            await stream.WriteAsync("\r\n"u8.ToArray(), Cancellation);
        }
    }

    [Theory]
    [InlineData("", "vide", HttpStatusCode.UnprocessableEntity)]
    [InlineData("%PDF-1.4 coupé", "incomplet ou endommagé", HttpStatusCode.UnprocessableEntity)]
    [InlineData("<html><script>alert(1)</script>", "n’est pas celui d’un PDF", HttpStatusCode.UnprocessableEntity)]
    [InlineData("PK\u0003\u0004", "traitement de texte", HttpStatusCode.UnprocessableEntity)]
    public async Task A_document_that_is_empty_cut_or_of_a_wrong_content_is_refused_whatever_its_name(
        string content, string message, HttpStatusCode status)
    {
        using var answer = await doctor.SendAsync("cv", "cv.pdf", Encoding.Latin1.GetBytes(content));

        await AssertRefusedAsync(answer, status, message);
    }

    [Fact]
    public async Task A_pdf_that_asks_for_a_password_is_refused_with_what_to_do_and_one_that_opens_without_is_taken()
    {
        using var closed = await doctor.SendAsync("cv", "cv.pdf", SamplePdfs.Read("aes-256-closed"));
        await AssertRefusedAsync(closed, HttpStatusCode.UnprocessableEntity, "enregistrez-en une copie sans protection");

        using var open = await doctor.SendAsync("cv", "cv.pdf", SamplePdfs.Read("aes-256-open"));
        Assert.Equal(HttpStatusCode.SeeOther, open.StatusCode);
    }

    [Fact]
    public async Task Several_photos_become_one_document_in_the_order_in_which_they_are_sent()
    {
        var page = await (await doctor.OpenAsync("/pieces/cv"))
            .Attach("Fichier à déposer", "IMG_2.jpg", SamplePhotos.Jpeg(SKColors.Red, 600, 800))
            .Attach("Fichier à déposer", "IMG_1.jpg", SamplePhotos.Jpeg(SKColors.Blue, 800, 600))
            .Attach("Fichier à déposer", "capture.png", SamplePhotos.Png(SKColors.Lime, 300, 400))
            .PressAsync("Déposer", cancellation: Cancellation);

        Assert.Contains("IMG_2 et 2 autres photos.pdf", page.Text, StringComparison.Ordinal);
        var stored = (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!;
        Assert.Equal("application/pdf", stored.Type);
        await using var content = await doctor.Documents.OpenReadAsync(stored, Cancellation);
        var pages = SamplePhotos.PagesOf(content);
        Assert.Equal(["#ff0000", "#0000ff", "#00ff00"], pages.Select(it => SamplePhotos.ColourAt(it, 0.5, 0.5)));
    }

    [Fact]
    public async Task A_pdf_among_several_files_is_refused_and_a_photo_that_cannot_be_read_is_named()
    {
        var mixed = await (await doctor.OpenAsync("/pieces/cv"))
            .Attach("Fichier à déposer", "IMG_1.jpg", SamplePhotos.Jpeg(SKColors.Red, 60, 80))
            .Attach("Fichier à déposer", "cv.pdf", SampleDocuments.Pdf())
            .PressAsync("Déposer", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, mixed.Status);
        Assert.Contains("Choisissez un seul PDF, ou plusieurs photos", mixed.Text, StringComparison.Ordinal);

        var damaged = await (await doctor.OpenAsync("/pieces/cv"))
            .Attach("Fichier à déposer", "IMG_1.jpg", SamplePhotos.Jpeg(SKColors.Red, 60, 80))
            .Attach("Fichier à déposer", "IMG_2.jpg", SamplePhotos.Jpeg(SKColors.Red, 60, 80)[..^100])
            .PressAsync("Déposer", cancellation: Cancellation);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, damaged.Status);
        Assert.Contains("« IMG_2.jpg » : Cette image est incomplète", damaged.Text, StringComparison.Ordinal);
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task Without_a_file_the_page_asks_for_one()
    {
        using var answer = await doctor.SendAsync("cv", "", []);

        await AssertRefusedAsync(answer, HttpStatusCode.UnprocessableEntity, "Choisissez un fichier.");
    }

    public static TheoryData<string, string> Names => new()
    {
        { new string('a', 300) + ".pdf", new string('a', 115) + "….pdf" },
        { "../../../etc/passwd", "passwd.pdf" },
        { "..\\..\\cv.pdf", "cv.pdf" },
        { "履歴書 📄.pdf", "履歴書 📄.pdf" },
        { "cv \u202Efdp.exe.pdf", "cv fdp.exe.pdf" },
        { "\"cv\" d'Anne; filename=x.pdf", "\"cv\" d'Anne; filename=x.pdf" },
        { "<b>cv</b>.pdf", "b>.pdf" },
        { "100 %41 é.pdf", "100 %41 é.pdf" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Any_name_that_a_person_can_type_is_shown_and_is_no_path(string name, string shown)
    {
        using var answer = await doctor.SendAsync("cv", name, SampleDocuments.Pdf());

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        var stored = (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!;
        Assert.Equal(shown, stored.Name);
        Assert.Matches($"^{RunningApp.FacultyId}/{doctor.Dossier.Id}/cv/[0-9a-f]{{32}}$", stored.Blob);
        Assert.Contains(shown, (await doctor.OpenAsync()).Text, StringComparison.Ordinal);
        using var read = await doctor.Http.GetAsync($"{doctor.Address}/pieces/cv/document", Cancellation);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "document=x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data", "x", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=x", "--y\r\n\r\nn’importe quoi", HttpStatusCode.BadRequest)]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"document\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4 sans fin",
        HttpStatusCode.BadRequest)]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=\"autre\"; filename=\"a.pdf\"\r\n\r\n%PDF-1.4\r\n--x--\r\n",
        HttpStatusCode.UnprocessableEntity)]
    public async Task What_is_no_form_with_a_document_gets_a_page_and_keeps_nothing(string type, string body, HttpStatusCode status)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var answer = await doctor.Http.PostAsync($"{doctor.Address}/pieces/cv", content, Cancellation);

        Assert.Equal(status, answer.StatusCode);
        Assert.Contains("<h1>", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task A_full_dossier_takes_no_more_and_says_how_much_is_left()
    {
        foreach (var piece in app.Faculty.Pieces) await doctor.StoreAsync(piece.Id, SampleDocuments.Pdf(size: 9_900_000));
        Assert.Equal(5, app.Faculty.Pieces.Count);
        await doctor.StoreAsync("cv", SampleDocuments.Pdf(size: 9_000_000));
        await doctor.Documents.StoreAsync(
            doctor.Dossier, "autre", Rounds.Draft, "a.pdf", new MemoryStream(SampleDocuments.Pdf(size: 1_000_000)), Cancellation);

        using var answer = await doctor.SendAsync("cv", "cv.pdf", SampleDocuments.Pdf(size: 9_950_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("il lui reste 9,4 Mo", Fold(await answer.Content.ReadAsStringAsync(Cancellation)), StringComparison.Ordinal);
        Assert.Equal(9_000_000, (await doctor.Documents.FindAsync(doctor.Dossier, "cv", Cancellation))!.Size);
    }

    [Fact]
    public async Task Two_at_once_on_one_piece_leave_one_document()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 4).Select(i => doctor.SendAsync("cv", $"cv-{i}.pdf", SampleDocuments.Pdf(size: 200_000 + i))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode));
        Assert.Single(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
    }

    [Fact]
    public async Task A_document_is_replaced_and_removed_on_its_piece()
    {
        await doctor.SendAsync("cv", "premier.pdf", SampleDocuments.Pdf());

        var page = await (await doctor.OpenAsync("/pieces/cv"))
            .Attach("Fichier qui le remplacera", "photo.png", SampleDocuments.Png())
            .PressAsync("Remplacer", cancellation: Cancellation);
        Assert.Contains("photo.png", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("premier.pdf", page.Text, StringComparison.Ordinal);

        page = await (await doctor.OpenAsync("/pieces/cv")).PressAsync("Supprimer ce document", cancellation: Cancellation);
        Assert.DoesNotContain("photo.png", page.Text, StringComparison.Ordinal);
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
        var facts = (await app.Get<JournalBook>().ReadAsync(doctor.Dossier, "x", Cancellation)).Select(line => line.Fact);
        Assert.Equal([JournalFact.DocumentAdded, JournalFact.DocumentReplaced, JournalFact.DocumentRemoved], facts);
    }

    [Fact]
    public async Task A_piece_that_the_faculty_does_not_ask_for_does_not_exist()
    {
        using var answer = await doctor.SendAsync("autre", "cv.pdf", SampleDocuments.Pdf());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await doctor.OpenAsync("/pieces/~total")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await doctor.OpenAsync("/pieces/cv/document")).Status);
    }

    [Fact]
    public async Task A_part_of_a_document_is_read_alone()
    {
        var pdf = SampleDocuments.Pdf("CV", 3_000_000);
        await doctor.SendAsync("cv", "cv.pdf", pdf);
        using var request = new HttpRequestMessage(
            HttpMethod.Get, $"{doctor.Address}/pieces/cv/document")
        { Headers = { Range = new(2_000_000, 2_000_099) } };

        using var answer = await doctor.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(pdf[2_000_000..2_000_100], await answer.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task Another_doctors_link_does_not_open_the_document()
    {
        await doctor.SendAsync("cv", "cv.pdf", SampleDocuments.Pdf());
        var other = await DoctorVisit.DraftAsync(app);

        Assert.Equal(HttpStatusCode.NotFound, (await other.OpenAsync("/pieces/cv/document")).Status);
    }

    private async Task AssertRefusedAsync(HttpResponseMessage answer, HttpStatusCode status, string message)
    {
        Assert.Equal(status, answer.StatusCode);
        var page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.StartsWith("Erreur : ", Fold(page.Title!), StringComparison.Ordinal);
        var summary = page.QuerySelector(".error-summary a[href='#document']");
        Assert.Contains(message, Fold(summary!.TextContent), StringComparison.Ordinal);
        Assert.Contains(message, Fold(page.GetElementById("document-erreur")!.TextContent), StringComparison.Ordinal);
        Assert.Equal("true", page.GetElementById("document")!.GetAttribute("aria-invalid"));
        Assert.Empty(await doctor.Documents.ListAsync(doctor.Dossier, Cancellation));
    }

    private static string Fold(string text) =>
        text.Replace('\u00A0', ' ').Replace('\u202F', ' ').Replace("&#xA0;", " ").Replace("&#x202F;", " ");

    private static async Task<string> ReadStatusAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync(Cancellation) ?? "nothing";
    }
}
