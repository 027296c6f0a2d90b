using Compagnon.Dossiers;

namespace Compagnon.Tests.Dossiers;

public sealed class MailAddressTests
{
    [Theory]
    [InlineData("anne.martin@exemple.fr")]
    [InlineData("a+b_c-d@sous.domaine.exemple.fr")]
    [InlineData("o'brien@exemple.example")]
    [InlineData("dr@xn--mdecin-bva.fr")]
    public void Addresses_as_people_have_them_are_taken(string address) => Assert.True(MailAddress.IsValid(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("anne")]
    [InlineData("anne@exemple")]
    [InlineData("anne@@exemple.fr")]
    [InlineData("anne..martin@exemple.fr")]
    [InlineData(".anne@exemple.fr")]
    [InlineData("anne@-exemple.fr")]
    [InlineData("anne@exemple.fr\r\nBcc: x@y.fr")]
    [InlineData("anne@exemple.fr,b@exemple.fr")]
    [InlineData("\"anne\"@exemple.fr")]
    [InlineData("anne@médecin.fr")]
    [InlineData("anne@127.0.0.1")]
    public void Anything_else_is_not(string? address) => Assert.False(MailAddress.IsValid(address));

    [Theory]
    [InlineData("Anne+1@exemple.fr", "anne@exemple.fr")]
    [InlineData("anne+a+b@exemple.fr", "anne@exemple.fr")]
    [InlineData("anne@exemple.fr", "anne@exemple.fr")]
    [InlineData("+anne@exemple.fr", "+anne@exemple.fr")]
    public void Addresses_that_differ_after_a_plus_are_one_mailbox(string address, string mailbox) =>
        Assert.Equal(mailbox, MailAddress.Mailbox(address));

    [Fact]
    public void Lengths_are_those_of_mail_servers()
    {
        Assert.True(MailAddress.IsValid(new string('a', 64) + "@exemple.fr"));
        Assert.False(MailAddress.IsValid(new string('a', 65) + "@exemple.fr"));
        Assert.False(MailAddress.IsValid("a@" + string.Concat(Enumerable.Repeat("abcdefgh.", 30)) + "fr"));
    }

    [Theory]
    [InlineData(" Anne.Martin@Exemple.FR ", "Anne.Martin@exemple.fr")]
    [InlineData("mailto:anne@exemple.fr", "anne@exemple.fr")]
    [InlineData("anne @exemple.fr", "anne@exemple.fr")]
    public void What_a_keyboard_or_a_copy_adds_is_left_out(string typed, string expected) =>
        Assert.Equal(expected, MailAddress.Clean(typed));
}
