using System.Collections;
using Microsoft.Azure.Functions.Worker.Converters;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The converters in the order in which they are asked.</summary>
public sealed class InputConverterCollection : IEnumerable<Type>
{
    private readonly List<Type> converters = [];

    /// <summary>Adds a converter at the end.</summary>
    /// <typeparam name="T">The converter.</typeparam>
    public void Register<T>()
        where T : IInputConverter => converters.Add(typeof(T));

    /// <summary>Inserts a converter.</summary>
    /// <typeparam name="T">The converter.</typeparam>
    /// <param name="index">Its place, from 0.</param>
    public void RegisterAt<T>(int index)
        where T : IInputConverter => converters.Insert(index, typeof(T));

    /// <summary>Removes all, the built-in ones too.</summary>
    public void Clear() => converters.Clear();

    /// <inheritdoc/>
    public IEnumerator<Type> GetEnumerator() => converters.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
