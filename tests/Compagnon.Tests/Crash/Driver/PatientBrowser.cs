using System.Net;

namespace Compagnon.Tests.Crash;

/// <summary>The page did not come, and the person will come back by the link in the mail instead of sending the form again.</summary>
internal sealed class PageLostException() : Exception("The page did not come.");

/// <summary>
/// The network between a person and the site: finds the app wherever it serves at the moment, and asks again for a page that did not come, as a person reloads it. A form
/// is sent again as it is, or given up for now (<see cref="PageLostException"/>): both is what people do.
/// </summary>
internal sealed class PatientBrowser(CrashSite site, Random random) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    CookieContainer = new CookieContainer(),
    ConnectTimeout = TimeSpan.FromSeconds(5),
})
{
    private static readonly TimeSpan LongestRequest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(500);
    private const int MostErrors = 5;

    /// <summary>Whether the person may give a form up and come back; false where there is no link to come back by.</summary>
    public bool MayComeBack { get; set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        for (var errors = 0; ;)
        {
            var app = await site.WhenServingAsync(cancellation);
            request.RequestUri = new Uri(app.Pages, request.RequestUri!.PathAndQuery);
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(LongestRequest);
                if (request.Method == HttpMethod.Post) site.SendsForm();
                var answer = await base.SendAsync(request, limit.Token);
                await answer.Content.LoadIntoBufferAsync(limit.Token);
                if ((int)answer.StatusCode < 500) return answer;

                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    site.Complaints.Enqueue($"{request.Method} of /{request.RequestUri.AbsolutePath.Split('/')[1]}: {(int)answer.StatusCode}");
                    if (++errors == MostErrors) return answer;
                }

                answer.Dispose();
                await Task.Delay(AfterRefusal, cancellation);
            }
            catch (Exception error) when (error is HttpRequestException or IOException || (error is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                site.PageLost();
                if (MayComeBack && request.Method == HttpMethod.Post && ComesBack()) throw new PageLostException();
                await Task.Delay(Pause, cancellation);
            }
        }
    }

    private bool ComesBack()
    {
        lock (random) return random.Next(3) == 0;
    }
}
