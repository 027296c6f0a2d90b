using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;

namespace Compagnon.Emulator.DurableTask;

/// <summary>
/// Histories as JSON: an array with one object for each event, its kind in <c>type</c>, absent what is null. The engine stores histories
/// in this form,
/// and recorded histories are kept in it.
/// </summary>
public static class HistoryJson
{
    private static readonly JsonWriterOptions Compact =
        new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a history.</summary>
    /// <param name="events">The events, in their order.</param>
    /// <param name="indented">With line breaks, for people.</param>
    /// <returns>UTF-8 text.</returns>
    public static byte[] Write(IEnumerable<HistoryEvent> events, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(events);
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, indented ? Readable : Compact))
        {
            json.WriteStartArray();
            foreach (var entry in events)
                Write(json, entry);
            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a history.</summary>
    /// <exception cref="JsonException">The text is not one.</exception>
    public static List<HistoryEvent> Read(ReadOnlySpan<byte> utf8)
    {
        var events = new List<HistoryEvent>();
        Read(utf8, events);
        return events;
    }

    internal static void Read(ReadOnlySpan<byte> utf8, List<HistoryEvent> into)
    {
        var json = new Utf8JsonReader(utf8);
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            throw new JsonException("Expected an array of history events.");
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            into.Add(ReadEvent(ref json));
    }

    internal static string? WriteFailure(FailureDetails? failure)
    {
        if (failure is null)
            return null;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Compact))
            WriteFailure(json, failure);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static FailureDetails? ReadFailure(string? text)
    {
        if (text is null)
            return null;
        var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text));
        json.Read();
        return ReadFailure(ref json);
    }

    private static void Write(Utf8JsonWriter json, HistoryEvent entry)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, entry.EventType.ToString());
        json.WriteNumber("id"u8, entry.EventId);
        json.WriteString("time"u8, entry.Timestamp);
        switch (entry)
        {
            case ExecutionStartedEvent started:
                Write(json, started);
                break;
            case ExecutionCompletedEvent completed:
                json.WriteString("status"u8, completed.OrchestrationStatus.ToString());
                Text(json, "result"u8, completed.Result);
                Failure(json, completed.FailureDetails);
                break;
            case ExecutionTerminatedEvent terminated:
                Text(json, "input"u8, terminated.Input);
                break;
            case ExecutionSuspendedEvent suspended:
                Text(json, "reason"u8, suspended.Reason);
                break;
            case ExecutionResumedEvent resumed:
                Text(json, "reason"u8, resumed.Reason);
                break;
            case TaskScheduledEvent scheduled:
                Text(json, "name"u8, scheduled.Name);
                Text(json, "version"u8, scheduled.Version);
                Text(json, "input"u8, scheduled.Input);
                Tags(json, scheduled.Tags);
                break;
            case TaskCompletedEvent done:
                json.WriteNumber("task"u8, done.TaskScheduledId);
                Text(json, "result"u8, done.Result);
                break;
            case TaskFailedEvent failed:
                json.WriteNumber("task"u8, failed.TaskScheduledId);
                Text(json, "reason"u8, failed.Reason);
                Failure(json, failed.FailureDetails);
                break;
            case SubOrchestrationInstanceCreatedEvent created:
                Text(json, "name"u8, created.Name);
                Text(json, "version"u8, created.Version);
                Text(json, "instance"u8, created.InstanceId);
                Text(json, "input"u8, created.Input);
                Tags(json, created.Tags);
                break;
            case SubOrchestrationInstanceCompletedEvent done:
                json.WriteNumber("task"u8, done.TaskScheduledId);
                Text(json, "result"u8, done.Result);
                break;
            case SubOrchestrationInstanceFailedEvent failed:
                json.WriteNumber("task"u8, failed.TaskScheduledId);
                Text(json, "reason"u8, failed.Reason);
                Failure(json, failed.FailureDetails);
                break;
            case TimerCreatedEvent timer:
                json.WriteString("due"u8, timer.FireAt);
                break;
            case TimerFiredEvent timer:
                json.WriteNumber("task"u8, timer.TimerId);
                json.WriteString("due"u8, timer.FireAt);
                break;
            case EventSentEvent sent:
                Text(json, "name"u8, sent.Name);
                Text(json, "instance"u8, sent.InstanceId);
                Text(json, "input"u8, sent.Input);
                break;
            case EventRaisedEvent raised:
                Text(json, "name"u8, raised.Name);
                Text(json, "input"u8, raised.Input);
                break;
            case GenericEvent other:
                Text(json, "input"u8, other.Data);
                break;
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExecutionStartedEvent started)
    {
        Text(json, "name"u8, started.Name);
        Text(json, "version"u8, started.Version);
        Text(json, "input"u8, started.Input);
        Text(json, "instance"u8, started.OrchestrationInstance?.InstanceId);
        Text(json, "execution"u8, started.OrchestrationInstance?.ExecutionId);
        if (started.ScheduledStartTime is { } start)
            json.WriteString("due"u8, start);
        if (started.Generation is { } generation)
            json.WriteNumber("generation"u8, generation);
        Tags(json, started.Tags);
        if (started.ParentInstance is not { } parent)
            return;
        json.WriteStartObject("parent"u8);
        Text(json, "name"u8, parent.Name);
        Text(json, "version"u8, parent.Version);
        Text(json, "instance"u8, parent.OrchestrationInstance?.InstanceId);
        Text(json, "execution"u8, parent.OrchestrationInstance?.ExecutionId);
        json.WriteNumber("task"u8, parent.TaskScheduleId);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Tags(Utf8JsonWriter json, IDictionary<string, string>? tags)
    {
        if (tags is null || tags.Count == 0)
            return;
        json.WriteStartObject("tags"u8);
        foreach (var (name, value) in tags)
            json.WriteString(name, value);
        json.WriteEndObject();
    }

    private static void Failure(Utf8JsonWriter json, FailureDetails? failure)
    {
        if (failure is null)
            return;
        json.WritePropertyName("failure"u8);
        WriteFailure(json, failure);
    }

    private static void WriteFailure(Utf8JsonWriter json, FailureDetails failure)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, failure.ErrorType);
        json.WriteString("message"u8, failure.ErrorMessage);
        Text(json, "stack"u8, failure.StackTrace);
        if (failure.IsNonRetriable)
            json.WriteBoolean("final"u8, true);
        if (failure.Properties is { Count: > 0 } properties)
        {
            json.WritePropertyName("properties"u8);
            JsonSerializer.Serialize(json, properties);
        }

        if (failure.InnerFailure is { } inner)
        {
            json.WritePropertyName("inner"u8);
            WriteFailure(json, inner);
        }

        json.WriteEndObject();
    }

    private static HistoryEvent ReadEvent(ref Utf8JsonReader json)
    {
        var fields = default(Fields);
        fields.Id = -1;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            fields.Read(ref json);
        return fields.ToEvent();
    }

    private static FailureDetails ReadFailure(ref Utf8JsonReader json)
    {
        string type = "", message = "";
        string? stack = null;
        FailureDetails? inner = null;
        var final = false;
        Dictionary<string, object?>? properties = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString();
            json.Read();
            switch (name)
            {
                case "type":
                    type = json.GetString() ?? "";
                    break;
                case "message":
                    message = json.GetString() ?? "";
                    break;
                case "stack":
                    stack = json.GetString();
                    break;
                case "final":
                    final = json.GetBoolean();
                    break;
                case "inner":
                    inner = ReadFailure(ref json);
                    break;
                case "properties":
                    properties = ReadProperties(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new FailureDetails(type, message, stack, inner, final, properties);
    }

    private static Dictionary<string, object?> ReadProperties(ref Utf8JsonReader json)
    {
        using var document = JsonDocument.ParseValue(ref json);
        return document.RootElement.EnumerateObject().ToDictionary(property => property.Name, property => ValueOf(property.Value));
    }

    private static object? ValueOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(ValueOf).ToList(),
        _ => element.EnumerateObject().ToDictionary(property => property.Name, property => ValueOf(property.Value)),
    };

    private static Dictionary<string, string> ReadTags(ref Utf8JsonReader json)
    {
        var tags = new Dictionary<string, string>();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.GetString()!;
            json.Read();
            tags[name] = json.GetString() ?? "";
        }

        return tags;
    }

    /// <summary>All that an event can carry, while it is read.</summary>
    private struct Fields
    {
        public int Id;
        private string? type;
        private DateTime time;
        private DateTime? due;
        private string? name;
        private string? version;
        private string? input;
        private string? result;
        private string? reason;
        private string? status;
        private string? instance;
        private string? execution;
        private int task;
        private int? generation;
        private Dictionary<string, string>? tags;
        private FailureDetails? failure;
        private ParentInstance? parent;

        public void Read(ref Utf8JsonReader json)
        {
            var field = json.GetString();
            json.Read();
            switch (field)
            {
                case "type":
                    type = json.GetString();
                    break;
                case "id":
                    Id = json.GetInt32();
                    break;
                case "time":
                    time = json.GetDateTime();
                    break;
                case "due":
                    due = json.GetDateTime();
                    break;
                case "name":
                    name = json.GetString();
                    break;
                case "version":
                    version = json.GetString();
                    break;
                case "input":
                    input = json.GetString();
                    break;
                case "result":
                    result = json.GetString();
                    break;
                case "reason":
                    reason = json.GetString();
                    break;
                case "status":
                    status = json.GetString();
                    break;
                case "instance":
                    instance = json.GetString();
                    break;
                case "execution":
                    execution = json.GetString();
                    break;
                case "task":
                    task = json.GetInt32();
                    break;
                case "generation":
                    generation = json.GetInt32();
                    break;
                case "tags":
                    tags = ReadTags(ref json);
                    break;
                case "failure":
                    failure = ReadFailure(ref json);
                    break;
                case "parent":
                    parent = ReadParent(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        public readonly HistoryEvent ToEvent()
        {
            HistoryEvent made = type switch
            {
                "ExecutionStarted" => new ExecutionStartedEvent(Id, input)
                {
                    Name = name ?? "",
                    Version = version,
                    Tags = tags,
                    ScheduledStartTime = due,
                    Generation = generation,
                    ParentInstance = parent,
                    OrchestrationInstance = new OrchestrationInstance { InstanceId = instance, ExecutionId = execution },
                },
                "ExecutionCompleted" => new ExecutionCompletedEvent(Id, result, Enum.Parse<OrchestrationStatus>(status ?? ""), failure),
                "ContinueAsNew" => new ContinueAsNewEvent(Id, result),
                "ExecutionTerminated" => new ExecutionTerminatedEvent(Id, input),
                "ExecutionSuspended" => new ExecutionSuspendedEvent(Id, reason),
                "ExecutionResumed" => new ExecutionResumedEvent(Id, reason),
                "TaskScheduled" => new TaskScheduledEvent(Id, name, version, input) { Tags = tags },
                "TaskCompleted" => new TaskCompletedEvent(Id, task, result),
                "TaskFailed" => new TaskFailedEvent(Id, task, reason, null, failure),
                "SubOrchestrationInstanceCreated" => new SubOrchestrationInstanceCreatedEvent(Id)
                {
                    Name = name,
                    Version = version,
                    InstanceId = instance,
                    Input = input,
                    Tags = tags,
                },
                "SubOrchestrationInstanceCompleted" => new SubOrchestrationInstanceCompletedEvent(Id, task, result),
                "SubOrchestrationInstanceFailed" => new SubOrchestrationInstanceFailedEvent(Id, task, reason, null, failure),
                "TimerCreated" => new TimerCreatedEvent(Id, due ?? default),
                "TimerFired" => new TimerFiredEvent(Id, due ?? default) { TimerId = task },
                "OrchestratorStarted" => new OrchestratorStartedEvent(Id),
                "OrchestratorCompleted" => new OrchestratorCompletedEvent(Id),
                "EventSent" => new EventSentEvent(Id) { Name = name, InstanceId = instance, Input = input },
                "EventRaised" => new EventRaisedEvent(Id, input) { Name = name },
                "GenericEvent" => new GenericEvent(Id, input),
                _ => throw new JsonException($"Expected a kind of history event, got '{type}'."),
            };
            made.Timestamp = time;
            return made;
        }

        private static ParentInstance ReadParent(ref Utf8JsonReader json)
        {
            var fields = default(Fields);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                fields.Read(ref json);
            return new ParentInstance
            {
                Name = fields.name,
                Version = fields.version,
                TaskScheduleId = fields.task,
                OrchestrationInstance = new OrchestrationInstance { InstanceId = fields.instance, ExecutionId = fields.execution },
            };
        }
    }
}
