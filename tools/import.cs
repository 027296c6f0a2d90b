#!/usr/bin/env -S dotnet run
#:property Nullable=enable
#:property PublishAot=false

// Sends a faculty's own list of agreements to the console, shows what would become of it, and enters it where --enter is given.
// docs/import.md says how.

using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

const string Usage = """
    Usage: dotnet run tools/import.cs -- --site URL --faculty ID --file FILE [--as ADDRESS] [--enter]

      --site URL       the site's address: https://agrement.universite.example, or the emulator's http://localhost:7071
      --faculty ID     the faculty, as its file names it
      --file FILE      the list (CSV)
      --as ADDRESS     with the emulator: signs in with this address
      --enter          enters what can be entered; without it nothing is
    In Azure the variable COMPAGNON_TOKEN holds a token of somebody of the secretariat or the coordination.
    Exit code 0: looked at, and entered where that was asked for; 1: refused, or lines are to be corrected; 2: wrong arguments.
    """;

var options = new Dictionary<string, string>();
for (var i = 0; i < args.Length; i++)
{
    if (args[i] is "--enter") options[args[i]] = "";
    else if (args[i] is "--site" or "--faculty" or "--file" or "--as" && i + 1 < args.Length) options[args[i]] = args[++i];
    else
    {
        Console.Error.WriteLine(args[i] is "--help" or "-h" ? Usage : $"Unknown or unfinished option '{args[i]}'.\n{Usage}");
        return 2;
    }
}

if (!options.TryGetValue("--site", out var site) || !options.TryGetValue("--faculty", out var faculty) || !options.TryGetValue("--file", out var file)
    || !Uri.TryCreate(site, UriKind.Absolute, out var root))
{
    Console.Error.WriteLine(Usage);
    return 2;
}

if (!File.Exists(file))
{
    Console.Error.WriteLine($"There is no file {file}.");
    return 2;
}

using var client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = root, Timeout = TimeSpan.FromMinutes(5) };
if (Environment.GetEnvironmentVariable("COMPAGNON_TOKEN") is { Length: > 0 } token)
{
    if (root.Scheme != Uri.UriSchemeHttps && !root.IsLoopback)
    {
        Console.Error.WriteLine("A token is sent to an https address only.");
        return 2;
    }

    client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
}

if (options.TryGetValue("--as", out var address))
{
    using var signIn = new FormUrlEncodedContent(new Dictionary<string, string>
    {
        ["address"] = address,
        ["name"] = "",
        ["groups"] = "",
        ["post_login_redirect_uri"] = "/console",
    });
    using var signedIn = await client.PostAsync("/.auth/login/aad", signIn);
}

var page = $"/console/{Uri.EscapeDataString(faculty)}/import";
var (form, opened) = await ReadAsync(page);
if (!opened) return 1;

using var content = new MultipartFormDataContent
{
    { new StringContent(TokenOf(form).Value), TokenOf(form).Name },
    { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "fichier", Path.GetFileName(file) },
};
using var sent = await client.PostAsync(page, content);
var planned = await sent.Content.ReadAsStringAsync();
var table = sent.RequestMessage!.RequestUri!.AbsolutePath;
if (table == page || sent.StatusCode != HttpStatusCode.OK)
{
    Console.Error.WriteLine(Words(planned, "role=\"alert\""));
    return 1;
}

await ReportAsync();
if (options.ContainsKey("--enter") && planned.Contains($"action=\"{table}\"", StringComparison.Ordinal))
{
    using var confirm = new FormUrlEncodedContent(new Dictionary<string, string> { [TokenOf(planned).Name] = TokenOf(planned).Value });
    using var started = await client.PostAsync(table, confirm);
    for (var running = true; running;)
    {
        var (progress, isThere) = await ReadAsync(table);
        if (!isThere) return 1;
        running = progress.Contains("<progress", StringComparison.Ordinal);
        Console.Error.WriteLine(running ? Words(progress, "role=\"status\"") : Words(progress, "class=\"notice"));
        if (running) await Task.Delay(TimeSpan.FromSeconds(2));
    }

    await ReportAsync();
}

return (await client.GetStringAsync(table + "/rapport.csv")).Contains(";à corriger;", StringComparison.Ordinal) ? 1 : 0;

async Task ReportAsync() => Console.WriteLine((await client.GetStringAsync(table + "/rapport.csv")).TrimStart('\uFEFF'));

async Task<(string Html, bool IsThere)> ReadAsync(string path)
{
    using var answer = await client.GetAsync(path);
    var html = await answer.Content.ReadAsStringAsync();
    if (answer.StatusCode == HttpStatusCode.OK && answer.RequestMessage!.RequestUri!.AbsolutePath == path) return (html, true);

    Console.Error.WriteLine($"{path} answers {(int)answer.StatusCode}: sign in with --as, or with COMPAGNON_TOKEN, as somebody of the secretariat or the coordination.");
    return (html, false);
}

static (string Name, string Value) TokenOf(string html)
{
    var field = Regex.Match(html, "<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]+)\"");
    return (field.Groups[1].Value, WebUtility.HtmlDecode(field.Groups[2].Value));
}

static string Words(string html, string mark)
{
    var from = html.IndexOf(mark, StringComparison.Ordinal);
    var part = from < 0 ? html : html[from..];
    var end = part.IndexOf("</div>", StringComparison.Ordinal);
    var text = Regex.Replace((end < 0 ? part : part[..end])[(from < 0 ? 0 : part.IndexOf('>', StringComparison.Ordinal) + 1)..], "<[^>]+>", " ");
    return Regex.Replace(WebUtility.HtmlDecode(text), @"\s+", " ").Trim();
}
