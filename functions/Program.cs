using Compagnon;
using Microsoft.Extensions.Hosting;

await App.CreateBuilder(args).Build().RunAsync();
