namespace Compagnon.Consoles;

/// <summary>One of a dossier's pages. Not one page for all: each reads little, and none grows without end.</summary>
/// <param name="Below">Its address below the dossier's.</param>
/// <param name="Title">What the tab calls it.</param>
/// <param name="Part">What it shows: whoever may not see that does not see the tab.</param>
public sealed record DossierTab(string Below, string Title, DossierPart Part)
{
    /// <summary>Where it stands.</summary>
    public static DossierTab Overview { get; } = new("", "Vue d’ensemble", DossierPart.Overview);

    /// <summary>The pieces, each in a viewer.</summary>
    public static DossierTab Pieces { get; } = new("/pieces", "Pièces", DossierPart.Papers);

    /// <summary>The doctor's answers.</summary>
    public static DossierTab Form { get; } = new("/formulaire", "Formulaire", DossierPart.Papers);

    /// <summary>The visit, the opinions, what was concluded.</summary>
    public static DossierTab Examination { get; } = new("/examen", "Visite et avis", DossierPart.Papers);

    /// <summary>The mails.</summary>
    public static DossierTab Mails { get; } = new("/courriels", "Courriels", DossierPart.Mails);

    /// <summary>The journal.</summary>
    public static DossierTab Journal { get; } = new("/historique", "Historique", DossierPart.Journal);

    /// <summary>Who takes care of it, and what colleagues noted.</summary>
    public static DossierTab Care { get; } = new("/suivi", "Suivi", DossierPart.Office);

    /// <summary>What the doctor and the department wrote to each other.</summary>
    public static DossierTab Messages { get; } = new("/messages", "Messages", DossierPart.Office);

    /// <summary>The tabs, in their order.</summary>
    public static IReadOnlyList<DossierTab> All { get; } = [Overview, Care, Messages, Pieces, Form, Examination, Mails, Journal];
}
