using System.Collections.Concurrent;
using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Compagnon.Listings;
using Compagnon.Storage;
using Compagnon.Testing;

namespace Compagnon.Tests.Listings;

public sealed class ListingBookTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly ListingName<Sample> List = new("sample-1");

    private readonly CountingPolicy counting = new();
    private string account = "";
    private ListingBook book = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        account = await azurite.NewAccountAsync();
        book = NewBook();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_was_set_is_read_by_everybody_and_what_is_gone_is_gone()
    {
        await SetAsync("a", new Sample("Anne", 1));
        await SetAsync("b", new Sample("Bruno", 2));
        Assert.Equal(["Anne", "Bruno"], await NamesAsync(book));
        Assert.Equal(["Anne", "Bruno"], await NamesAsync(NewBook()));

        await SetAsync("a", new Sample("Anna", 1));
        await SetAsync("b", null);
        Assert.Equal(["Anna"], await NamesAsync(book));
        Assert.Empty((await book.ReadAsync(List, "another-faculty", Cancellation)).Lines);
    }

    [Fact]
    public async Task Setting_the_same_again_writes_nothing()
    {
        await SetAsync("a", new Sample("Anne", 1));
        counting.Take();

        await SetAsync("a", new Sample("Anne", 1));
        await SetAsync("unknown", null);

        Assert.Equal(2, counting.Take().Requests);
    }

    [Fact]
    public async Task A_truth_that_was_read_earlier_never_overwrites_a_later_one()
    {
        // One who is about to write is held up until another has written what happened meanwhile.
        var truth = new Sample("before", 1);
        var (read, goOn, tries) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        var slow = book.SetAsync(
            List,
            "f",
            ["a"],
            async _ =>
            {
                var seen = truth;
                if (++tries == 1)
                {
                    read.SetResult();
                    await goOn.Task;
                }

                return seen;
            },
            Cancellation);
        await read.Task;
        truth = new Sample("after", 2);
        await SetAsync("a", truth);
        goOn.SetResult();
        await slow;

        Assert.Equal(2, tries);
        Assert.Equal(["after"], await NamesAsync(book));
    }

    [Fact]
    public async Task Many_who_write_at_once_lose_nothing()
    {
        var truth = new ConcurrentDictionary<string, int>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 120),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation },
            async (number, cancellation) =>
            {
                var id = $"{number % 30}";
                truth.AddOrUpdate(id, number, (_, before) => Math.Max(before, number));
                await NewBook().SetAsync(List, "f", [id], id => Task.FromResult<Sample?>(new Sample(id, truth[id])), cancellation);
            });

        var read = (await book.ReadAsync(List, "f", Cancellation)).Lines.ToDictionary(line => line.Name, line => line.Number);
        Assert.Equal(truth.OrderBy(pair => pair.Key), read.OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task A_long_list_costs_few_requests_and_few_entities_whatever_changed()
    {
        var lines = Enumerable.Range(0, 10_000).ToDictionary(i => $"id{i}", i => new Sample($"Nom {i}, {Guid.NewGuid()}", i));
        await book.SetAsync(List, "f", lines.Keys, id => Task.FromResult<Sample?>(lines[id]), Cancellation);
        counting.Take();

        // Nothing known; nothing changed; one line changed; many changed.
        var fresh = NewBook();
        Assert.Equal(10_000, (await fresh.ReadAsync(List, "f", Cancellation)).Lines.Count);
        AssertCheap(5, 300);
        Assert.Equal(10_000, (await fresh.ReadAsync(List, "f", Cancellation)).Lines.Count);
        AssertCheap(1, 64);
        await SetAsync("id7", new Sample("changed", -7));
        counting.Take();
        Assert.Contains(new Sample("changed", -7), (await fresh.ReadAsync(List, "f", Cancellation)).Lines);
        AssertCheap(2, 65);
        await book.SetAsync(List, "f", lines.Keys.Take(500), id => Task.FromResult<Sample?>(lines[id] with { Number = -1 }), Cancellation);
        counting.Take();
        Assert.Equal(500, (await fresh.ReadAsync(List, "f", Cancellation)).Lines.Count(line => line.Number == -1));
        AssertCheap(5, 300);

        void AssertCheap(int mostRequests, int mostEntities)
        {
            var (requests, entities) = counting.Take();
            Assert.InRange(requests, 1, mostRequests);
            Assert.InRange(entities, 1, mostEntities);
        }
    }

    [Fact]
    public async Task A_list_says_that_it_is_incomplete_until_its_building_is_done()
    {
        Assert.True((await book.ReadAsync(List, "f", Cancellation)).IsComplete);
        await SetAsync("a", new Sample("Anne", 1));
        Assert.False((await book.ReadAsync(List, "f", Cancellation)).IsComplete);

        await book.KeepProgressAsync(List, "f", new ListingProgress("abc", false), Cancellation);
        Assert.Equal(new ListingProgress("abc", false), await book.FindProgressAsync(List, "f", Cancellation));
        Assert.False((await book.ReadAsync(List, "f", Cancellation)).IsComplete);
        await book.KeepProgressAsync(List, "f", new ListingProgress("", true), Cancellation);
        Assert.True((await book.ReadAsync(List, "f", Cancellation)).IsComplete);
        Assert.Equal(["Anne"], await NamesAsync(book));
    }

    [Fact]
    public async Task Lists_that_nobody_read_lately_leave_memory_and_are_read_again()
    {
        for (var i = 0; i < 12; i++) await SetAsync("a", new Sample($"of {i}", i), $"f{i}");
        for (var round = 0; round < 2; round++)
            for (var i = 0; i < 12; i++)
                Assert.Equal($"of {i}", Assert.Single((await book.ReadAsync(List, $"f{i}", Cancellation)).Lines).Name);
    }

    private ListingBook NewBook()
    {
        var options = new TableClientOptions();
        options.AddPolicy(counting, HttpPipelinePosition.PerCall);
        return new ListingBook(new StorageClients(new TableServiceClient(account, options), new BlobServiceClient(account)));
    }

    private Task SetAsync(string id, Sample? line, string faculty = "f") =>
        book.SetAsync(List, faculty, [id], _ => Task.FromResult(line), Cancellation);

    private static async Task<IEnumerable<string>> NamesAsync(ListingBook book) =>
        (await book.ReadAsync(List, "f", Cancellation)).Lines.Select(line => line.Name).Order();

    private sealed record Sample(string Name, int Number);
}
