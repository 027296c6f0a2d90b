namespace Compagnon.Faculties;

/// <summary>The cycles of medical studies whose students a supervisor takes.</summary>
public enum Cycle
{
    /// <summary>Students who observe and begin (externes).</summary>
    Second = 2,

    /// <summary>Interns.</summary>
    Third = 3,
}

/// <summary>Who decides on an agreement once the commission has concluded.</summary>
public enum DecisionAuthority
{
    /// <summary>The commission itself: its outcome is the decision.</summary>
    Commission,

    /// <summary>The dean, who signs by a link before the letter goes out.</summary>
    Dean,

    /// <summary>Another authority, usually the director of the regional health agency: the commission's outcome is a proposal, and the
    /// decision comes back with a number and a date.</summary>
    Agency,
}

/// <summary>Who decides for one cycle (arrêté du 12 avril 2017, art. 32 ff., for the third).</summary>
/// <param name="Cycle">Which cycle; each at most once.</param>
/// <param name="By">Who decides.</param>
/// <param name="Authority">As letters name it: « La doyenne de la faculté », « Le directeur général de l’agence régionale de santé ».</param>
/// <param name="Reminders">Days after the request at which whoever is waited for is reminded, ascending. After the last step it goes on at
/// the same interval.</param>
public sealed record DecisionRule(Cycle Cycle, DecisionAuthority By, string Authority, IReadOnlyList<int> Reminders);
