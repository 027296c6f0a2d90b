using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Compagnon.Emulator.Hosting;

/// <summary>
/// The app's keys. <c>func start</c> asks for none, and so does the emulator, unless <c>--require-keys</c> is given; then they are made
/// once and kept in the state folder.
/// </summary>
/// <param name="Master">Opens everything.</param>
/// <param name="Function">Opens the functions of <see cref="AuthorizationLevel.Function"/>.</param>
internal sealed record FunctionKeys(string Master, string Function)
{
    private const string FileName = "keys.json";

    public static FunctionKeys ReadOrMake(StateFolder state)
    {
        var file = state.At(FileName);
        if (File.Exists(file))
        {
            return Read(file);
        }

        var made = new FunctionKeys(NewKey(), NewKey());
        var mine = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(file, mine);
        JsonSerializer.Serialize(stream, made);
        return made;
    }

    /// <summary>
    /// Whether a request may call a function of a level: the key stands in <c>x-functions-key</c> or in the query's <c>code</c>.
    /// </summary>
    public bool Admit(HttpRequest request, AuthorizationLevel level)
    {
        if (level == AuthorizationLevel.Anonymous)
        {
            return true;
        }

        var key = request.Headers["x-functions-key"].ToString() is { Length: > 0 } header ? header : request.Query["code"].ToString();
        return Is(key, Master) || (level == AuthorizationLevel.Function && Is(key, Function));
    }

    private static FunctionKeys Read(string file)
    {
        try
        {
            if (JsonSerializer.Deserialize<FunctionKeys>(File.ReadAllText(file)) is { Master.Length: > 0, Function.Length: > 0 } keys)
            {
                return keys;
            }
        }
        catch (JsonException)
        {
            // Said below, with what to do.
        }

        throw new EmulatorStartException($"{file} does not hold a master and a function key: delete it, and new ones are made.");
    }

    private static string NewKey() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static bool Is(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
