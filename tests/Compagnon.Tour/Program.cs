using System.Text;
using Compagnon.Tour;

Console.OutputEncoding = Encoding.UTF8;
TourOptions options;
try
{
    options = TourOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 1;
}

if (options.IsHelp)
{
    Console.WriteLine(TourOptions.Help);
    return 0;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};
return await TheTour.RunAsync(options, Console.Out, interrupted.Token);
