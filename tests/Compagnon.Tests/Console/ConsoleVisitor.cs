using Compagnon.Faculties;
using Compagnon.Testing;
using Compagnon.Tests.Agreements;

namespace Compagnon.Tests.Consoles;

/// <summary>Somebody with a browser of their own, signed in by the emulator.</summary>
internal static class ConsoleVisitor
{
    /// <summary>A visitor who signs in as somebody of the faculty's file.</summary>
    public static Task<Visitor> SignInAsync(this RunningApp app, StaffMember person) => app.SignInAsync(person.Address, person.Name);

    /// <summary>A visitor who signs in with an address, and is in groups.</summary>
    public static async Task<Visitor> SignInAsync(this RunningApp app, string address, string name = "", params string[] groups)
    {
        var visitor = new Visitor(app.Addresses.Root);
        await visitor.SignInAsync(address, name, groups);
        return visitor;
    }
}
