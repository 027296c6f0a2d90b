using Microsoft.AspNetCore.Components;

namespace Compagnon.Mail.Templates;

/// <summary>What every mail has.</summary>
public abstract class MailTemplate : ComponentBase
{
    /// <summary>What it is about.</summary>
    [Parameter, EditorRequired] public MailFacts Facts { get; set; } = null!;
}
