using Compagnon.Faculties;

namespace Compagnon.Consoles;

/// <summary>Roles as people read them.</summary>
public static class RoleWords
{
    /// <summary>« secrétariat ».</summary>
    public static string Label(this StaffRole role) => role switch
    {
        StaffRole.Secretariat => "secrétariat",
        StaffRole.Coordinator => "coordination",
        StaffRole.Teacher => "enseignant",
        StaffRole.Supervisor => "maître de stage visiteur",
        StaffRole.Member => "membre de la commission",
        StaffRole.Chair => "présidence de la commission",
        StaffRole.Dean => "décanat",
        StaffRole.Operator => "exploitation",
        StaffRole.ReadOnly => "consultation",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "Expected one of the roles; a newer version of the app wrote it."),
    };

    /// <summary>« secrétariat, enseignant ».</summary>
    public static string Labels(this StaffMember person) => string.Join(", ", person.Roles.Order().Select(Label));
}
