using Compagnon.Dossiers;

namespace Compagnon.Journal;

/// <summary>What can happen to a dossier. The numbers stand in tables: they never change meaning.</summary>
public enum JournalFact
{
    /// <summary>A doctor asked for a dossier.</summary>
    CandidacyReceived = 1,

    /// <summary>The doctor's address is confirmed; the dossier is open.</summary>
    AddressConfirmed = 2,

    /// <summary>A piece was uploaded. Detail: its label.</summary>
    DocumentAdded = 3,

    /// <summary>A piece was replaced. Detail: its label.</summary>
    DocumentReplaced = 4,

    /// <summary>A piece was removed. Detail: its label.</summary>
    DocumentRemoved = 5,

    /// <summary>A piece was read or downloaded. Detail: its label.</summary>
    DocumentRead = 6,

    /// <summary>The charter was accepted. Detail: its version.</summary>
    CharterAccepted = 7,

    /// <summary>The dossier was submitted.</summary>
    Submitted = 8,

    /// <summary>The secretariat was asked to check.</summary>
    ReviewAsked = 20,

    /// <summary>The dossier is complete.</summary>
    FoundComplete = 21,

    /// <summary>Pieces were asked of the doctor. Detail: their labels.</summary>
    PiecesAsked = 22,

    /// <summary>The doctor sent the dossier back.</summary>
    PiecesProvided = 23,

    /// <summary>The coordinator was asked to decide.</summary>
    DecisionAsked = 24,

    /// <summary>The agreement was granted. Detail: its days, « du … au … ».</summary>
    Granted = 25,

    /// <summary>The agreement was refused.</summary>
    Refused = 26,

    /// <summary>The doctor withdrew.</summary>
    Withdrawn = 27,

    /// <summary>The delay passed: closed without decision.</summary>
    ClosedWithoutDecision = 28,

    /// <summary>Whoever was asked was reminded. Detail: of what.</summary>
    Reminded = 29,

    /// <summary>The mail service accepted a mail. Detail: its subject's kind, in words.</summary>
    MailSent = 40,

    /// <summary>A mail could not be delivered. Detail: its subject's kind, in words.</summary>
    MailNotDelivered = 41,

    /// <summary>A new link was asked for and sent to the address on record.</summary>
    LinkRenewed = 42,

    /// <summary>The coordinator picked who visits.</summary>
    VisitorsAsked = 80,

    /// <summary>Somebody accepted to visit.</summary>
    VisitAccepted = 81,

    /// <summary>Somebody declined to visit.</summary>
    VisitDeclined = 82,

    /// <summary>Somebody who was asked to visit did not answer in time.</summary>
    VisitOfferLapsed = 83,

    /// <summary>A visitor proposed dates.</summary>
    VisitDatesProposed = 84,

    /// <summary>A visitor who had accepted can no longer go, or proposed no dates.</summary>
    VisitGivenUp = 85,

    /// <summary>The doctor picked a date. Detail: it.</summary>
    VisitAgreed = 86,

    /// <summary>None of the dates suited the doctor, or none was picked in time.</summary>
    VisitWithoutDate = 87,

    /// <summary>A participant asked for another date.</summary>
    VisitMoved = 88,

    /// <summary>The visit was not made.</summary>
    VisitNotMade = 89,

    /// <summary>The report was handed in.</summary>
    VisitReported = 90,

    /// <summary>The second visitor signed the report.</summary>
    VisitReportSigned = 91,

    /// <summary>The second visitor sent the report back.</summary>
    VisitReportReturned = 92,

    /// <summary>The dossier was never handed over, and its personal data was erased.</summary>
    Erased = 43,

    /// <summary>The dossier is on a session's agenda. Detail: the session.</summary>
    CommissionPlanned = 60,

    /// <summary>The session that examines the dossier is another, or on another day. Detail: the session.</summary>
    CommissionMoved = 61,

    /// <summary>The commission wants something before it decides. Detail: the pieces' labels.</summary>
    Deferred = 62,

    /// <summary>The agreement was granted for a year at most, with recommendations. Detail: its days, « du … au … ».</summary>
    GrantedConditionally = 63,

    /// <summary>The commission did not examine the dossier and put it off to the next session. Detail: why.</summary>
    PutOff = 64,

    /// <summary>A member of the commission gave an opinion on the dossier.</summary>
    OpinionGiven = 65,

    /// <summary>A member of the commission declared a conflict of interest.</summary>
    ConflictDeclared = 66,

    /// <summary>A session's agenda was closed.</summary>
    AgendaClosed = 70,

    /// <summary>A session's members were convened.</summary>
    MembersConvened = 71,

    /// <summary>A session was moved. Detail: to when, and why.</summary>
    SessionMoved = 72,

    /// <summary>A session was cancelled. Detail: why.</summary>
    SessionCancelled = 73,

    /// <summary>Who was present at a session was recorded. Detail: how many.</summary>
    PresenceRecorded = 74,

    /// <summary>A session's minutes went out.</summary>
    MinutesSent = 75,

    /// <summary>A session's minutes were read, or printed.</summary>
    MinutesRead = 77,

    /// <summary>The list of a session's proposals was read, or printed.</summary>
    ListRead = 78,

    /// <summary>A list of a session was downloaded. Detail: the file's name.</summary>
    ListDownloaded = 79,

    /// <summary>The secretariat opened a dossier for a doctor.</summary>
    OpenedByDesk = 100,

    /// <summary>A step of the form was filled in the doctor's stead. Detail: its title.</summary>
    StepFilled = 101,

    /// <summary>Another mail address was asked for. No detail: addresses stand in no journal.</summary>
    AddressChangeAsked = 102,

    /// <summary>One of the two mailboxes confirmed the change. Detail: which, in words.</summary>
    AddressChangeConfirmed = 103,

    /// <summary>The secretariat confirmed in the stead of the old mailbox. Detail: why.</summary>
    AddressChangeVouched = 104,

    /// <summary>The address is another one from now on.</summary>
    AddressChanged = 105,

    /// <summary>The change of address was stopped from the old mailbox.</summary>
    AddressChangeCancelled = 106,

    /// <summary>The change of address was not confirmed in time, or another took its place.</summary>
    AddressChangeDropped = 107,

    /// <summary>The place of practice is another one. Detail: why, as it was asked.</summary>
    PlaceChanged = 108,

    /// <summary>The address of a dossier that the secretariat opened was corrected before anybody confirmed it.</summary>
    AddressCorrected = 109,

    /// <summary>The doctor asked for more time to provide what is missing.</summary>
    ExtensionAsked = 110,

    /// <summary>More time was granted. Detail: until when, « jusqu’au … ».</summary>
    ExtensionGranted = 111,

    /// <summary>More time was refused.</summary>
    ExtensionRefused = 112,

    /// <summary>The doctor was told that the dossier is about to be closed. Detail: the last day, « le … ».</summary>
    LastNotice = 113,

    /// <summary>The commission has concluded.</summary>
    CommissionConcluded = 76,

    /// <summary>The dean was asked to sign.</summary>
    SignatureAsked = 120,

    /// <summary>The dean signed.</summary>
    Signed = 121,

    /// <summary>The dean sent the decision back to the commission.</summary>
    SentBack = 122,

    /// <summary>The commission's proposal goes to another authority, whose decision is awaited.</summary>
    AuthorityAsked = 123,

    /// <summary>Another authority's decision was entered.</summary>
    AuthorityDecided = 124,

    /// <summary>The place of practice is short of doctors: the dossier goes the quicker way. Detail: the commune's class.</summary>
    Accelerated = 130,

    /// <summary>A stage takes longer than the faculty's target, and the coordinator was told. Detail: the stage.</summary>
    Late = 131,

    /// <summary>The agreement's holder is invited to renew it.</summary>
    RenewalOpened = 140,

    /// <summary>The holder does not want a renewal. Detail: the reason.</summary>
    RenewalDeclined = 141,

    /// <summary>The renewal's dossier ended without a new term. Detail: how.</summary>
    RenewalEnded = 142,

    /// <summary>The agreement was renewed. Detail: the days of the new term.</summary>
    Renewed = 143,

    /// <summary>Its last day is over, and it holds until its renewal is decided.</summary>
    AgreementExtended = 144,

    /// <summary>Its last day is over without a renewal.</summary>
    AgreementLapsed = 145,

    /// <summary>The agreement was suspended. Detail: until when, why.</summary>
    AgreementSuspended = 146,

    /// <summary>It was resumed. Detail: why.</summary>
    AgreementResumed = 147,

    /// <summary>The faculty has withdrawn it. Detail: the reasons.</summary>
    AgreementWithdrawn = 148,

    /// <summary>Its holder gives it up with a day to come. Detail: the day, the reason.</summary>
    AgreementGivingUp = 149,

    /// <summary>Its holder has given it up. Detail: the reason.</summary>
    AgreementGivenUp = 150,

    /// <summary>An amendment has taken its place. Detail: its number.</summary>
    AgreementReplaced = 151,

    /// <summary>The holder was reminded of the training that is owed this year.</summary>
    TrainingReminded = 152,

    /// <summary>A year is over with less training than is owed. Detail: the year's days.</summary>
    TrainingLacking = 153,

    /// <summary>The holder wants a renewal after all.</summary>
    RenewalWanted = 154,

    /// <summary>The renewal was not handed over before the agreement's last day was over.</summary>
    RenewalClosed = 155,

    /// <summary>The holder keeps the agreement after all.</summary>
    AgreementKept = 160,

    /// <summary>The holder declares a change of the practice: a dossier for an amendment is open.</summary>
    AmendmentOpened = 161,

    /// <summary>Somebody of the department proposes to withdraw the agreement; a second person is asked.</summary>
    WithdrawalProposed = 162,

    /// <summary>A second person confirmed that the agreement be withdrawn.</summary>
    WithdrawalConfirmed = 163,

    /// <summary>A second person did not confirm it.</summary>
    WithdrawalDeclined = 164,

    /// <summary>Nobody confirmed it in time.</summary>
    WithdrawalUnconfirmed = 165,

    /// <summary>Somebody answered in the stead of a colleague. Detail: of whom, and why.</summary>
    StoodIn = 200,

    /// <summary>The dossier was put on hold. Detail: until when, « jusqu’au … ».</summary>
    PutOnHold = 220,

    /// <summary>Why it was put on hold. Detail: the reason.</summary>
    HoldExplained = 221,

    /// <summary>The dossier goes on after a hold.</summary>
    Resumed = 222,

    /// <summary>A colleague wrote a note.</summary>
    NoteWritten = 223,

    /// <summary>A note was taken back.</summary>
    NoteTakenBack = 224,

    /// <summary>Somebody of the department takes care of the dossier. Detail: who.</summary>
    FollowerSet = 225,

    /// <summary>Nobody takes care of it any more.</summary>
    FollowerRemoved = 226,

    /// <summary>The department wrote to the doctor.</summary>
    MessageToDoctor = 227,

    /// <summary>The doctor wrote to the department.</summary>
    MessageFromDoctor = 228,

    /// <summary>The dossier was closed as the double of another. Detail: that one's reference.</summary>
    ClosedAsDouble = 230,

    /// <summary>Another dossier was closed as a double of this one. Detail: its reference.</summary>
    DoubleClosed = 231,

    /// <summary>Somebody downloaded a table of the faculty's. Detail: which, and with what filter. Stands in the faculty's own journal.</summary>
    Exported = 250,

    /// <summary>A list of agreements that the faculty had before was entered. Detail: how many. Stands in the faculty's own journal; each
    /// agreement's history says so too.</summary>
    ListImported = 251,

    /// <summary>A mail that had gone out came back. Detail: its subject's kind, in words.</summary>
    MailReturned = 280,

    /// <summary>Somebody of the department sent again a mail that had not arrived. Detail: its subject's kind, in words.</summary>
    MailSentAgain = 281,

    /// <summary>Somebody of the department put away a mail that had not arrived. Detail: its subject's kind, and a word.</summary>
    MailPutAway = 282,

    /// <summary>Somebody of the department announced a session of the commission. Detail: when. Stands in the session's own journal.</summary>
    SessionAnnounced = 300,

    /// <summary>A member of the commission whom no file lists takes part in a session. Stands in the session's own journal.</summary>
    MemberJoined = 301,
}

/// <summary>One line of the journal, as it is written: never changed, never removed.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="At">When it happened. Writing the same fact again with the same moment writes nothing new.</param>
/// <param name="Fact">What.</param>
/// <param name="By">Who: <see cref="Links.Link.Doctor"/>, a <see cref="Faculties.StaffMember"/>'s id, or empty where nobody did it (a
/// deadline, a reminder).</param>
/// <param name="Detail">What the fact's description asks for; at most 2,000 characters, longer ones are cut; may be empty.</param>
public sealed record JournalEntry(DossierKey Dossier, DateTimeOffset At, JournalFact Fact, string By, string Detail = "")
{
    /// <summary>Who it was of those who share the mailbox of <see cref="By"/>; by default whoever acts in this request.</summary>
    public string? Actor { get; init; } = Acting.Actor.NameOf(By);
}

/// <summary>One line of the journal, as it is read.</summary>
/// <param name="At">When.</param>
/// <param name="Fact">What.</param>
/// <param name="Sentence">What, in French: « Pièce déposée : Curriculum vitae détaillé ».</param>
/// <param name="Who">Who, as people know them; empty where nobody did it.</param>
/// <param name="IsPublic">Whether the doctor's tracking page shows it.</param>
public sealed record JournalLine(DateTimeOffset At, JournalFact Fact, string Sentence, string Who, bool IsPublic);
